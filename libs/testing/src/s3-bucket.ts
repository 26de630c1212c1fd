/** An object of the fake. */
export interface S3Object {
  key: string;
  bytes: Buffer;
  /** Lower-case names of the headers that S3 keeps with an object. */
  headers: Record<string, string>;
  at: Date;
}

/** What the fake of S3 holds; it is lost with it. */
export class S3Bucket {
  private readonly objects = new Map<string, S3Object>();
  private readonly listeners: ((object: S3Object) => void)[] = [];

  constructor(
    readonly name: string,
    readonly now: () => Date,
  ) {}

  onCreated(listener: (object: S3Object) => void): void {
    this.listeners.push(listener);
  }

  put(key: string, bytes: Buffer, headers: Record<string, string>): void {
    const object = { key, bytes, headers, at: this.now() };
    this.objects.set(key, object);
    for (const listener of this.listeners) listener(object);
  }

  get(key: string): S3Object | undefined {
    return this.objects.get(key);
  }

  delete(key: string): void {
    this.objects.delete(key);
  }

  /** In the order of S3: by their bytes. */
  names(prefix: string): string[] {
    return [...this.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
  }
}
