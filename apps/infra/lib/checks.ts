import { AwsSolutionsChecks, type IApplyRule } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type Accepted, acceptedFindings } from './accepted-findings.js';

/** The AWS Solutions rules, with our list of accepted findings about rights. */
export class ChatChecks extends AwsSolutionsChecks {
  /** Entries of the list that were needed. */
  readonly used = new Set<Accepted>();

  protected override applyRule(params: IApplyRule): void {
    const name = params.ruleSuffixOverride ?? params.rule.name;
    super.applyRule({
      ...params,
      ruleSuffixOverride: name,
      rule: (node) => {
        const found = params.rule(node);
        return Array.isArray(found) ? found.filter((finding) => !this.isAccepted(node, `${name}[${finding}]`)) : found;
      },
    });
  }

  private isAccepted({ node }: IConstruct, finding: string): boolean {
    const where = node.path.replace(/^Tertulia-[a-z0-9-]+-(?=[A-Z])/, '');
    const accepted = acceptedFindings.find((one) => one.where.test(where) && one.finding.test(finding));
    if (accepted) this.used.add(accepted);
    return accepted !== undefined;
  }
}
