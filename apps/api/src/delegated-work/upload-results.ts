import type { JobResult } from '@tertulia/contract';

/** Token of whoever takes what was found out about pictures; without one such results are refused for now. */
export const UPLOAD_RESULTS = Symbol('UPLOAD_RESULTS');

export type UploadResult = Extract<JobResult, { kind: 'picture' | 'rejection' }>;

/** Takes the end of an upload; the same one again changes nothing. */
export interface UploadResults {
  settle(result: UploadResult): Promise<void>;
}
