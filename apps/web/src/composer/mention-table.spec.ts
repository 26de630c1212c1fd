import { describe, expect, it } from '@jest/globals';
import { mentionCases, readMentionCase } from '@tertulia/contract/mention-cases';

describe('reading mentions in the browser', () => {
  it.each(mentionCases)('$name', (mentionCase) => {
    const { people, rooms, everyone, entities } = readMentionCase(mentionCase);
    expect({ people, rooms, everyone }).toEqual({
      people: mentionCase.people,
      rooms: mentionCase.rooms ?? [],
      everyone: mentionCase.everyone,
    });
    if (mentionCase.spans) expect(entities.map(({ start, length }) => [start, length])).toEqual(mentionCase.spans);
  });
});
