import type { Entity } from '@tertulia/contract';
import { createContext, Fragment, memo, type ReactNode, use, useMemo } from 'react';
import { parseMarkdown } from './markdown-blocks.js';
import type { Block, Inline, ListBlock, Range } from './markdown-tree.js';
import { type Cut, type Span, TextMarks } from './text-marks.js';

/** Whose eyes read the messages: mentions of this person stand out. */
export const ReaderContext = createContext<string | undefined>(undefined);

interface Props {
  text: string;
  entities?: readonly Entity[] | undefined;
  /** What a search found, in code points. */
  highlights?: readonly Span[] | undefined;
}

const NOTHING: readonly never[] = [];
const LONGEST_EMOJI_TEXT = 120;
const ONLY_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/**
 * A message's text: text nodes and the elements of its marks, never HTML. Direction follows the text, and overrides in it
 * end with it.
 */
export const MessageText = memo(function MessageText({ text, entities = NOTHING, highlights = NOTHING }: Props) {
  const readerId = use(ReaderContext);
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  const drawn = useMemo(() => {
    const painter = new Painter(text, new TextMarks(text, entities, highlights), readerId);
    const [first] = blocks;
    return blocks.length === 1 && first?.kind === 'paragraph'
      ? painter.inline(first.children)
      : blocks.map((block, index) => <Fragment key={index}>{painter.block(block)}</Fragment>);
  }, [text, blocks, entities, highlights, readerId]);
  const isPlain = blocks.length === 1 && blocks[0]?.kind === 'paragraph';
  if (!isPlain) return <div className="message-text message-blocks">{drawn}</div>;
  const isEmoji = text.length <= LONGEST_EMOJI_TEXT && ONLY_EMOJI.test(text.trim());
  return (
    <p className={`message-text${isEmoji ? ' message-emoji' : ''}`} dir="auto">
      {drawn}
    </p>
  );
});

/** Draws the parts of one text. */
class Painter {
  constructor(
    private readonly text: string,
    private readonly marks: TextMarks,
    private readonly readerId: string | undefined,
  ) {}

  block(block: Block): ReactNode {
    switch (block.kind) {
      case 'paragraph':
        return <p dir="auto">{this.inline(block.children)}</p>;
      case 'code':
        return this.code(block.language, block.lines);
      case 'quote':
        return (
          <blockquote dir="auto">
            {block.children.map((child, index) => (
              <Fragment key={index}>{this.block(child)}</Fragment>
            ))}
          </blockquote>
        );
      default:
        return this.list(block);
    }
  }

  inline(pieces: readonly Inline[]): ReactNode {
    return pieces.map((piece, index) => <Fragment key={index}>{this.piece(piece)}</Fragment>);
  }

  private piece(piece: Inline): ReactNode {
    switch (piece.kind) {
      case 'text':
        return this.leaf(piece);
      case 'code':
        return <code dir="auto">{this.leaf(piece)}</code>;
      case 'strong':
        return <strong>{this.inline(piece.children)}</strong>;
      case 'emphasis':
        return <em>{this.inline(piece.children)}</em>;
      case 'strike':
        return <s>{this.inline(piece.children)}</s>;
      default:
        return (
          <a
            href={piece.href}
            target="_blank"
            rel="noopener noreferrer nofollow ugc"
            title={piece.isNamed ? placeOf(piece.href) : undefined}
          >
            {this.inline(piece.children)}
          </a>
        );
    }
  }

  /** Named by its language; it scrolls sideways, so that it must be reachable with the keyboard. */
  private code(language: string, lines: readonly Range[]): ReactNode {
    return (
      <div className="message-code">
        {language !== '' && <span className="message-code-language">{language}</span>}
        <pre tabIndex={0} dir="ltr">
          <code>
            {lines.map((line, index) => (
              <Fragment key={index}>
                {index > 0 && '\n'}
                {this.leaf(line)}
              </Fragment>
            ))}
          </code>
        </pre>
      </div>
    );
  }

  private list(list: ListBlock): ReactNode {
    const items = list.items.map((item, index) => (
      <li key={index} dir="auto">
        {this.inline(item.children)}
        {item.nested && this.list(item.nested)}
      </li>
    ));
    return list.isNumbered ? <ol start={list.first}>{items}</ol> : <ul>{items}</ul>;
  }

  private leaf(range: Range): ReactNode {
    const cuts = this.marks.cut(range);
    return cuts.map(({ start, entity }, index) => {
      if (!entity) return <Fragment key={start}>{this.cut(cuts[index])}</Fragment>;
      // A mention that a search found in part is still one mention.
      if (cuts[index - 1]?.entity === entity) return null;
      const parts = cuts.filter((cut) => cut.entity === entity);
      const shown = parts.map((part) => <Fragment key={part.start}>{this.cut(part)}</Fragment>);
      return <Fragment key={start}>{this.chip(entity, shown)}</Fragment>;
    });
  }

  private cut(cut: Cut | undefined): ReactNode {
    const text = this.text.slice(cut?.start, cut?.end);
    return cut?.isFound ? <mark>{text}</mark> : text;
  }

  private chip(entity: Entity, shown: ReactNode): ReactNode {
    if (entity.kind === 'room' && entity.roomId !== undefined)
      return (
        <a className="mention" href={`/r/${encodeURIComponent(entity.roomId)}`}>
          {shown}
        </a>
      );
    const isMe = entity.kind === 'everyone' || (entity.userId !== undefined && entity.userId === this.readerId);
    return <span className={`mention${isMe ? ' mention-me' : ''}`}>{shown}</span>;
  }
}

/** Where a named link leads, as far as a person can judge it. */
function placeOf(href: string): string {
  const url = new URL(href);
  return url.protocol === 'mailto:' ? url.pathname : url.host;
}
