import type { Templates } from './templates.js';

/** One thing that must hold, with a way to break it that must be noticed. */
export interface Rule {
  /** Ids of requirements that it answers. */
  ids: string[];
  /** The construct of the CDK, and the name of the same thing in Terraform. */
  construct: string;
  terraform: string;
  what: string;
  /** Only where the stage has it; absent: in all stages. */
  only?: (templates: Templates) => boolean;
  /** @throws when it does not hold. */
  holds: (templates: Templates) => void;
  broken: (templates: Templates) => void;
}
