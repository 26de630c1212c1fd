/** What a carrier tells the bus that it carries for. */
export interface CarrierEvents {
  /** A text arrived, sent by this node or by another one. */
  receive(text: string): void;
  /** It can be heard from now on, for the first time or again. */
  opened(): void;
  /** It cannot be heard any more, until it says that it was opened again. */
  closed(): void;
}

/** Takes texts from every node to every node, those of the sender included. Best effort: a text may be lost or come late. */
export interface Carrier {
  /** Whether both ways are open, as far as their connections know. */
  readonly isOpen: boolean;
  send(text: string): Promise<unknown>;
  /** Begins anew on fresh connections; for those that are open and silent. */
  reopen(): void;
  close(): void;
}
