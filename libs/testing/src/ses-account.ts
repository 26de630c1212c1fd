import { randomUUID } from 'node:crypto';
import { answerOf, type SesAnswer, SesError, sesErrors, templateAnswer } from './ses-answer.js';
import {
  type AcceptedMail,
  defaultBehaviour,
  type SeenRequest,
  type SesBehaviour,
  type SesMode,
} from './ses-behaviour.js';
import { readHeaders, type SesRequest } from './ses-request.js';

const DAY_MS = 86_400_000;

interface StoredParts {
  SubjectPart: string;
  TextPart: string;
  HtmlPart: string;
}

/** The account behind the fake: what it stores, what it allows, and what it took. */
export class SesAccount {
  behaviour: SesBehaviour = defaultBehaviour();
  readonly accepted: AcceptedMail[] = [];
  readonly seen: SeenRequest[] = [];
  readonly templates = new Map<string, StoredParts>();
  private tokens = Number.POSITIVE_INFINITY;
  private tokensAt = 0;

  /** Notes a request and says what is to be done with it; a rule that fits is used up by one. */
  chooseMode(request: SesRequest): SesMode {
    const isSending = request.action.startsWith('Send');
    const rule = this.behaviour.rules.find(
      ({ to, tag, action, times }) =>
        (times ?? 1) > 0 &&
        (action === undefined ? isSending : action === request.action) &&
        (to === undefined || request.to.includes(to)) &&
        (tag === undefined || tag === request.tag),
    );
    if (rule?.times !== undefined) rule.times -= 1;
    const mode = rule?.mode ?? (isSending ? this.behaviour.mode : 'accept');
    this.seen.push({ at: Date.now(), action: request.action, tag: request.tag, mode });
    return mode;
  }

  /** @throws {SesError} as SES answers. */
  manage(request: SesRequest): SesAnswer {
    const { action, form } = request;
    const name = form.get('Template.TemplateName') ?? form.get('TemplateName') ?? '';
    if (action === 'GetSendQuota') return answerOf(action, this.quota());
    if (action === 'GetTemplate') return templateAnswer({ TemplateName: name, ...this.template(name) });
    if (action === 'TestRenderTemplate') {
      const { subject, text, html } = this.render(name, form.get('TemplateData') ?? '');
      return answerOf(action, { RenderedTemplate: `Subject: ${subject}\n\n${text}\n${html}` });
    }
    if (action === 'CreateTemplate' || action === 'UpdateTemplate') {
      if (action === 'UpdateTemplate') this.template(name);
      else if (this.templates.has(name)) throw new SesError('AlreadyExists', `Template ${name} already exists`);
      const part = (key: string): string => form.get(`Template.${key}`) ?? '';
      this.templates.set(name, {
        SubjectPart: part('SubjectPart'),
        TextPart: part('TextPart'),
        HtmlPart: part('HtmlPart'),
      });
      return answerOf(action, {});
    }
    throw new SesError('InvalidAction', `Could not find operation ${action} for version 2010-12-01`);
  }

  /** Takes a mail, or refuses it for the reasons for which SES does. @throws {SesError} */
  async take(request: SesRequest): Promise<AcceptedMail> {
    this.check(request);
    const headers = request.raw === null ? null : await readHeaders(request.raw);
    const rendered = request.template === null ? null : this.render(request.template, request.templateData ?? '');
    this.checkQuota(request.to.length);
    const { action, source, to, tag, configurationSet, raw, template, templateData } = request;
    const mail: AcceptedMail = {
      ...{ order: this.accepted.length + 1, at: Date.now(), messageId: `${randomUUID()}-000000` },
      ...{ action, source, to, tag, configurationSet, raw, template, templateData },
      ...{ subject: headers?.subject ?? rendered?.subject ?? '', rendered },
    };
    this.accepted.push(mail);
    return mail;
  }

  private check({ to, tags, configurationSet, action, template }: SesRequest): void {
    const { configurationSets, verified } = this.behaviour;
    if (!/^Send(Raw|Templated)Email$/.test(action))
      throw new SesError('InvalidAction', `Could not find operation ${action}`);
    const bad = to.find((address) => !/^[^\s@<>,]+@[^\s@<>,]+$/.test(address));
    if (to.length === 0 || bad !== undefined) throw new SesError('InvalidParameterValue', `Missing final '@domain'`);
    if (Object.entries(tags).some((pair) => pair.some((text) => !/^[\w-]{1,256}$/.test(text)))) {
      throw new SesError(
        'InvalidParameterValue',
        'Invalid tag, only alphanumeric ASCII characters, _ and - are allowed.',
      );
    }
    if (configurationSet !== null && configurationSets && !configurationSets.includes(configurationSet)) {
      throw sesErrors.noConfigurationSet(configurationSet);
    }
    const stranger = verified && to.find((address) => !verified.includes(address));
    if (stranger) throw sesErrors.unverified(stranger);
    if (template !== null) this.template(template);
  }

  /** A bucket for the rate, the log for the day; both per recipient. */
  private checkQuota(recipients: number): void {
    const { perDay, perSecond, burst, isEnforced } = this.behaviour.quota;
    if (!isEnforced) return;
    if (this.quota().SentLast24Hours + recipients > perDay) throw sesErrors.day();
    const now = Date.now();
    this.tokens = Math.min(burst, this.tokens + ((now - this.tokensAt) / 1_000) * perSecond);
    this.tokensAt = now;
    if (this.tokens < recipients) throw sesErrors.rate();
    this.tokens -= recipients;
  }

  private quota(): { Max24HourSend: number; MaxSendRate: number; SentLast24Hours: number } {
    const { perDay, perSecond, sentBefore } = this.behaviour.quota;
    const lastDay = this.accepted.filter(({ at }) => at > Date.now() - DAY_MS);
    const sent = lastDay.reduce((sum, { to }) => sum + to.length, sentBefore);
    return { Max24HourSend: perDay, MaxSendRate: perSecond, SentLast24Hours: sent };
  }

  private template(name: string): StoredParts {
    const parts = this.templates.get(name);
    if (!parts) throw sesErrors.noTemplate(name);
    return parts;
  }

  /** SES's Handlebars, as far as our templates go: `{{name}}`, nothing escaped. A missing value is the error that SES has for it. */
  private render(name: string, data: string): { subject: string; text: string; html: string } {
    const parts = this.template(name);
    let values: unknown;
    try {
      values = JSON.parse(data);
    } catch {
      throw new SesError('InvalidRenderingParameter', 'Template rendering data is invalid');
    }
    const fill = (source: string): string =>
      source.replace(/\{\{(.*?)\}\}/g, (_whole, key: string) => {
        const value: unknown =
          values instanceof Object && Object.hasOwn(values, key) ? Reflect.get(values, key) : undefined;
        if (typeof value === 'string') return value;
        throw new SesError('MissingRenderingAttribute', `Attribute '${key}' is not present in the rendering data.`);
      });
    return { subject: fill(parts.SubjectPart), text: fill(parts.TextPart), html: fill(parts.HtmlPart) };
  }
}
