import { Injectable } from '@nestjs/common';

/** An address for people. Features register theirs; the server puts the frame around them. */
export interface OperatorPage {
  path: string;
  title: string;
  /** The page reads itself anew after so many seconds, unless it is asked for with `?still`. */
  refreshSeconds?: number;
  /** @returns what stands under the heading, as HTML. */
  write(): Promise<string>;
}

/** An address for programs. */
export interface OperatorData {
  path: string;
  /** Its media type. */
  type: string;
  read(): Promise<string>;
}

/** What operators find on the port of their own. */
@Injectable()
export class OperatorPages {
  private readonly pages = new Map<string, OperatorPage>();
  private readonly data = new Map<string, OperatorData>();

  addPage(page: OperatorPage): void {
    this.pages.set(page.path, page);
  }

  addData(data: OperatorData): void {
    this.data.set(data.path, data);
  }

  /** The same as a page shows, as JSON. */
  addJson(path: string, read: () => Promise<unknown>): void {
    const type = 'application/json; charset=utf-8';
    this.addData({ path, type, read: async () => `${JSON.stringify(await read(), undefined, 2)}\n` });
  }

  findPage(path: string): OperatorPage | undefined {
    return this.pages.get(path);
  }

  findData(path: string): OperatorData | undefined {
    return this.data.get(path);
  }

  dataPaths(): string[] {
    return [...this.data.keys()].toSorted();
  }

  all(): OperatorPage[] {
    return [...this.pages.values()].toSorted((left, right) => left.title.localeCompare(right.title));
  }
}
