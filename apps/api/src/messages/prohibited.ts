import { findProhibited } from '@tertulia/worker/words';
import { DomainError } from '../common/domain-error.js';

/** Whether a text holds a word that a room's rule is about; the same look as the one that marks messages later. */
export function holdsProhibited(text: string): boolean {
  return text !== '' && findProhibited(text).length > 0;
}

/** What is answered where a room refuses such words. */
export function prohibited(): DomainError {
  return new DomainError('forbidden', 'This room does not take prohibited words.', {
    issues: [{ path: 'text', message: 'prohibited' }],
  });
}
