/** One event of a stream. */
export interface HeardEvent {
  id: string | undefined;
  event: string;
  data: {
    version?: number;
    instanceId?: string;
    message?: { text: string; reactions: { emoji: string; count: number; me: boolean }[] };
  };
}

/** An open event stream, which remembers everything that it was told. */
export interface HeardStream {
  heard: HeardEvent[];
  status: number;
  headers: Headers;
  close(): void;
  isOver(): boolean;
}

/** Opens an event stream, or is refused. */
export async function listen(address: string, headers: Record<string, string> = {}): Promise<HeardStream> {
  const controller = new AbortController();
  const response = await fetch(address, { headers, signal: controller.signal });
  const heard: HeardEvent[] = [];
  let over = response.status !== 200;
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        text = text.slice(end + 2);
        const event = fields.get('event');
        if (event)
          heard.push({
            id: fields.get('id'),
            event,
            data: JSON.parse(fields.get('data') ?? '{}') as HeardEvent['data'],
          });
      }
    }
    over = true;
  })().catch(() => (over = true));
  return {
    heard,
    status: response.status,
    headers: response.headers,
    close: () => controller.abort(),
    isOver: () => over,
  };
}

/** Versions of the changes in the order of their arrival. */
export function heardVersions(heard: readonly HeardEvent[]): (number | undefined)[] {
  return heard.filter((one) => one.event.startsWith('message:')).map((one) => one.data.version);
}
