/** What a fault run needs of the product, whether it is one process or a cluster. */
export interface Product {
  /** Where clients come in. */
  readonly baseUrl: string;
  /** Every process that can be asked on its own, for the final lists. */
  readonly readers: { name: string; url: string }[];
  readonly dataDir: string;
  databaseUrl(): string;
  isReadyWithin(limitMs: number): Promise<boolean>;
  dispose(keepsData: boolean): Promise<void>;
}
