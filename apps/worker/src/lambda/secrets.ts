import * as z from 'zod';

/** Longest wait for one secret. */
const TIMEOUT_MS = 3_000;

const environmentSchema = z.object({
  SECRET_ARNS: z
    .string()
    .default('')
    .transform((value) => value.split(',').filter(Boolean)),
  AWS_SESSION_TOKEN: z.string().default(''),
  PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: z.coerce.number().int().default(2_773),
});
const answerSchema = z.object({ SecretString: z.string() });
const variablesSchema = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string());

/**
 * The variables in the secrets that `SECRET_ARNS` names, each a JSON object of variables. They are asked of the extension beside
 * the function, so that no secret stands in the function's own environment. Source: Secrets Manager user guide, "Use
 * Secrets Manager secrets in AWS Lambda functions".
 * @throws {Error} that names the secret, never what is in it.
 */
export async function readSecrets(source: Record<string, string | undefined>): Promise<Record<string, string>> {
  const env = environmentSchema.parse(source);
  const found = await Promise.all(
    env.SECRET_ARNS.map(async (arn) => {
      const address = new URL('http://localhost/secretsmanager/get');
      address.port = String(env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT);
      address.searchParams.set('secretId', arn);
      const answer = await fetch(address, {
        headers: { 'X-Aws-Parameters-Secrets-Token': env.AWS_SESSION_TOKEN },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) throw new Error(`The secret ${arn} could not be read: ${answer.status}.`);
      return readVariables(arn, await answer.json());
    }),
  );
  return Object.assign({}, ...found);
}

function readVariables(arn: string, body: unknown): Record<string, string> {
  const answer = answerSchema.safeParse(body);
  const variables = variablesSchema.safeParse(answer.success ? parseJson(answer.data.SecretString) : undefined);
  if (variables.success) return variables.data;
  throw new Error(`The secret ${arn} is no JSON object of variables.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
