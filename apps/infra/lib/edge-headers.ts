import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type ChatStack, hostsOf } from './chat-stack.js';
import { pageHeaders, pageRules } from './product.js';

const { answerHeaders, pageHeaders: ofPages, STRICT_TRANSPORT } = pageHeaders;

/** Where the web app goes besides its own origin: the API, the pictures, and the bucket that forms lead to. */
export function siteConnections(stack: ChatStack): string[] {
  const { api } = hostsOf(stack.stage);
  return [`https://${api}`, `wss://${api}`];
}

/** Headers of the web app's files: the same as those that the API gives when it serves them itself. */
export function siteHeaders(stack: ChatStack, media: IBucket): cloudfront.ResponseHeadersPolicy {
  const policy = pageRules.contentSecurityPolicy(siteConnections(stack), {
    media: `https://${hostsOf(stack.stage).media}`,
    forms: `https://${media.bucketRegionalDomainName}`,
  });
  return headers(stack, 'SiteHeaders', policy, Object.entries(ofPages));
}

/** Headers of what people sent: never a page, whatever is in it. */
export function mediaHeaders(stack: ChatStack): cloudfront.ResponseHeadersPolicy {
  const policy = `sandbox; default-src 'none'`;
  return headers(stack, 'MediaHeaders', policy, [['Cross-Origin-Resource-Policy', 'cross-origin']]);
}

function headers(stack: ChatStack, id: string, contentSecurityPolicy: string, more: [string, string][]) {
  const seconds = Number(/max-age=(\d+)/.exec(STRICT_TRANSPORT)?.[1]);
  return new cloudfront.ResponseHeadersPolicy(stack, id, {
    responseHeadersPolicyName: `${stack.prefix}-${id}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: {
        referrerPolicy: referrerPolicyOf(answerHeaders['Referrer-Policy']),
        override: true,
      },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.seconds(seconds),
        includeSubdomains: STRICT_TRANSPORT.includes('includeSubDomains'),
        override: true,
      },
    },
    customHeadersBehavior: { customHeaders: more.map(([header, value]) => ({ header, value, override: true })) },
  });
}

function referrerPolicyOf(value: string): cloudfront.HeadersReferrerPolicy {
  const found = Object.values(cloudfront.HeadersReferrerPolicy).find((known) => known === value);
  if (found === undefined) throw new Error(`CloudFront knows no referrer policy ${value}.`);
  return found;
}
