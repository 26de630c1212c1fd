import { contextUntil, type HandlerRegistry } from './handler-registry.js';
import { orderSchema, type Reply } from './ipc.js';

/**
 * Does what the process that started this one asks for, until that one ends or lets go. Signals of a terminal reach the whole
 * group of processes: the parent decides when this one stops.
 */
export function serveParent(registry: HandlerRegistry): void {
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const order = orderSchema.safeParse(message);
    if (!order.success) return;
    const { id, name, event, deadline } = order.data;
    handle(registry, name, event, deadline).then(
      (answer) => reply({ kind: 'done', id, answer }),
      (error: unknown) => reply({ kind: 'failed', id, error: describe(error) }),
    );
  });
  reply({ kind: 'ready' });
}

async function handle(registry: HandlerRegistry, name: string, event: unknown, deadline: number): Promise<unknown> {
  const handler = await registry.get(name);
  return handler(event, contextUntil(deadline));
}

/** The parent may be gone at any time; then this process is about to end, too. */
function reply(message: Reply): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
}
