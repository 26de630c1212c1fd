import { describe, expect, it } from '@jest/globals';
import type { History, NoteStream } from './history.js';
import { namesFoundWith, type PlantedError } from './planted-error.js';

function streamOf(history: History): NoteStream {
  const [stream] = history.noteStreams;
  if (!stream) throw new Error('The sample tells nobody.');
  return stream;
}

const errors: PlantedError[] = [
  {
    what: 'two notes are stored for one message',
    expected: 'note-twice',
    plant: (history) => {
      history.notes.push({ id: 'note-0b', user: 'bruno', messageId: 'message-0', isWithdrawn: true });
    },
  },
  {
    what: 'a note is told twice on one connection',
    expected: 'note-twice',
    plant: (history) => streamOf(history).told.push({ connection: 1, id: 'note-0' }),
  },
  {
    what: 'the list names a note twice',
    expected: 'note-twice',
    plant: (history) => streamOf(history).final.push('note-0'),
  },
  {
    what: 'no note is stored for a message that names somebody',
    expected: 'note-missing',
    plant: (history) => history.mentions.push({ sendId: 'send-5', author: 'carla', user: 'bruno' }),
  },
  {
    what: 'somebody is never told',
    expected: 'note-missing',
    plant: (history) => streamOf(history).told.shift(),
  },
  {
    what: 'the list lacks a note',
    expected: 'note-missing',
    plant: (history) => streamOf(history).final.pop(),
  },
  {
    what: 'somebody is told of a note that is not theirs',
    expected: 'phantom',
    plant: (history) => {
      history.notes.push({ id: 'note-9', user: 'ana', messageId: 'message-9', isWithdrawn: true });
      streamOf(history).told.push({ connection: 1, id: 'note-9' });
    },
  },
];

describe('judging who was told', () => {
  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });

  it('finds nothing when a note is told again on the next connection', () => {
    const what = 'it is told again';
    const plant = (history: History) => streamOf(history).told.push({ connection: 2, id: 'note-0' });
    expect(namesFoundWith({ what, expected: 'note-twice', plant })).toEqual([]);
  });
});
