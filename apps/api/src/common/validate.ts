import { Injectable, type PipeTransform } from '@nestjs/common';
import type * as z from 'zod/v4/core';
import { safeParse } from 'zod/v4/core';
import type { Issue } from '@tertulia/contract';
import { DomainError } from './domain-error.js';

const MOST_ISSUES = 10;

/**
 * Checks data from outside against a schema of the contract; one function for HTTP and sockets.
 * @throws {DomainError} `invalid_payload` with the issues, never with the values received.
 */
export function validate<Schema extends z.$ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = safeParse(schema, data);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid_payload', 'The request is not valid.', { issues: toIssues(parsed.error) });
}

function toIssues(error: z.$ZodError): Issue[] {
  return error.issues.slice(0, MOST_ISSUES).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message:
      issue.code === 'unrecognized_keys'
        ? `unknown_field: ${issue.keys.slice(0, 5).join(', ').slice(0, 200)}`
        : issue.message,
  }));
}

/** Validates a body, query or parameter of a controller: `@Body(validated(schema))`. */
export function validated(schema: z.$ZodType): PipeTransform<unknown, unknown> {
  return new ValidationPipe(schema);
}

@Injectable()
class ValidationPipe implements PipeTransform<unknown, unknown> {
  constructor(private readonly schema: z.$ZodType) {}

  transform(value: unknown): unknown {
    return validate(this.schema, value ?? {});
  }
}
