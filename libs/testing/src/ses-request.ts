/** A request of the SES v1 Query protocol, as far as the fake looks at it. */
export interface SesRequest {
  action: string;
  source: string;
  to: string[];
  /** Value of the message tag by which the product finds its mail again. */
  tag: string | null;
  tags: Record<string, string>;
  configurationSet: string | null;
  raw: string | null;
  template: string | null;
  templateData: string | null;
  form: URLSearchParams;
}

/** Reads the form that the AWS SDK posts. */
export function parseSesRequest(body: string): SesRequest {
  const form = new URLSearchParams(body);
  const tags = Object.fromEntries(
    members(form, 'Tags').map((key) => [form.get(`${key}.Name`) ?? '', form.get(`${key}.Value`) ?? '']),
  );
  const lists = ['Destinations', 'Destination.ToAddresses', 'Destination.CcAddresses', 'Destination.BccAddresses'];
  const data = form.get('RawMessage.Data');
  return {
    action: form.get('Action') ?? '',
    source: form.get('Source') ?? '',
    to: lists.flatMap((list) => members(form, list).map((key) => form.get(key) ?? '')),
    tag: tags['tertulia-mail'] ?? null,
    tags,
    configurationSet: form.get('ConfigurationSetName'),
    raw: data === null ? null : Buffer.from(data, 'base64').toString(),
    template: form.get('Template'),
    templateData: form.get('TemplateData'),
    form,
  };
}

function members(form: URLSearchParams, list: string): string[] {
  const names = new Set<string>();
  const pattern = new RegExp(`^${list.replaceAll('.', '\\.')}\\.member\\.\\d+`);
  for (const key of form.keys()) {
    const [name] = pattern.exec(key) ?? [];
    if (name) names.add(name);
  }
  return [...names];
}

/** Subject and header lines of a MIME message. */
export async function readHeaders(
  raw: string,
): Promise<{ subject: string; headers: { name: string; value: string }[] }> {
  // Only who sends mail needs to load it.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const headers = mail.headerLines.map(({ line }) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
  return { subject: mail.subject ?? '', headers };
}
