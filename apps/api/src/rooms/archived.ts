import { DomainError } from '../common/domain-error.js';

/** What is answered to anybody who would change something in a room that can only be read. */
export function archived(): DomainError {
  return new DomainError('forbidden', 'This room is archived.');
}
