import {
  CreateTemplateCommand,
  GetTemplateCommand,
  type SESClient,
  type Template,
  UpdateTemplateCommand,
} from '@aws-sdk/client-ses';
import { SingleFlight } from '../common/single-flight.js';
import { isTemplateMissing } from './ses-outcome.js';
import type { StoredTemplate } from './stored-templates.js';

/** Keeps the templates that are stored at SES equal to the ones here. */
export class SesTemplates {
  private readonly known = new Set<string>();
  private readonly storing = new SingleFlight<boolean>();

  constructor(private readonly client: SESClient) {}

  /**
   * Looks once per process whether SES has the template as it is now, and stores it if not.
   * @returns whether it was stored just now, so that the attempt is better made anew.
   */
  async ensure(template: StoredTemplate, signal: AbortSignal): Promise<boolean> {
    if (this.known.has(template.name)) return false;
    return this.storing.run(template.name, () => this.compare(template, signal));
  }

  /** SES said that the template is gone: it is stored again. */
  async restore(template: StoredTemplate, signal: AbortSignal): Promise<void> {
    this.known.delete(template.name);
    await this.storing.run(template.name, () => this.create(template, signal));
  }

  private async compare(template: StoredTemplate, signal: AbortSignal): Promise<boolean> {
    let stored: Template | undefined;
    try {
      const answer = await this.client.send(new GetTemplateCommand({ TemplateName: template.name }), {
        abortSignal: signal,
      });
      stored = answer.Template;
    } catch (error) {
      if (isTemplateMissing(error)) return this.create(template, signal);
      // Who may send need not be allowed to read templates; then whoever deploys keeps them.
      return false;
    }
    const isSame =
      stored?.SubjectPart === template.subject &&
      stored.TextPart === template.text &&
      stored.HtmlPart === template.html;
    if (!isSame) {
      await this.client.send(new UpdateTemplateCommand({ Template: toSes(template) }), { abortSignal: signal });
    }
    this.known.add(template.name);
    return !isSame;
  }

  private async create(template: StoredTemplate, signal: AbortSignal): Promise<boolean> {
    try {
      await this.client.send(new CreateTemplateCommand({ Template: toSes(template) }), { abortSignal: signal });
    } catch (error) {
      // Another process was first.
      if (!(error instanceof Error && error.name.startsWith('AlreadyExists'))) throw error;
    }
    this.known.add(template.name);
    return true;
  }
}

function toSes({ name, subject, text, html }: StoredTemplate): Template {
  return { TemplateName: name, SubjectPart: subject, TextPart: text, HtmlPart: html };
}
