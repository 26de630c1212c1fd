import { describe, expect, it } from '@jest/globals';
import { defaultSettings } from '@tertulia/contract';
import { makeMark } from './mark.js';
import { checkDisplayName, checkHandle, isReservedHandle } from './name-rules.js';
import { isOneScript } from './scripts.js';
import { toSettings } from './settings.js';
import { displaySkeletonOf, skeletonOf } from './skeleton.js';

describe('skeletons', () => {
  it.each([
    ['ana', 'аna', 'Cyrillic а'],
    ['ana', 'anа', 'the same at the end'],
    ['ana', 'ａna', 'full width'],
    ['ana', 'Ana', 'case'],
    ['ana', '𝒂na', 'mathematical letters'],
    ['ana', 'αnα', 'Greek α'],
    ['jose', 'j0se', 'zero'],
    ['lima', '1ima', 'one'],
    ['lan', 'Ian', 'capital i'],
    ['maria', 'rnaria', 'r and n'],
    ['wolf', 'vvolf', 'two v'],
    ['BAH', 'ВАН', 'Cyrillic capitals'],
    ['paypal', 'раураl', 'nearly all Cyrillic'],
    ['ARA', 'ᎪᎡᎪ', 'Cherokee'],
    ['oscar', 'օscar', 'Armenian օ'],
    ['cora', 'ϲora', 'Greek lunate sigma'],
    ['joao.silva', 'joao_silva', 'separators'],
    ['ana', 'an\u034Fa', 'an invisible character'],
    ['josé', 'jose\u0301', 'composed and not'],
  ])('takes %s and %s for the same: %s', (one, other) => {
    expect(skeletonOf(other)).toBe(skeletonOf(one));
  });

  it.each([
    ['jose', 'josé'],
    ['ana', 'aná'],
    ['nina', 'niña'],
    ['ana', 'ama'],
    ['ana-maria', 'anamaria'],
    ['zorro-azul-4821', 'zorro-azul-4822'],
    ['ВАН', 'ван'],
    ['日本', '日木'],
  ])('tells %s and %s apart', (one, other) => {
    expect(skeletonOf(other)).not.toBe(skeletonOf(one));
  });

  it('sees through signs around a display name', () => {
    for (const name of ['@ana', '~Ana~', 'ana.', '★ Аna ★']) expect(displaySkeletonOf(name)).toBe(skeletonOf('ana'));
    expect(displaySkeletonOf('Ana María')).not.toBe(skeletonOf('ana'));
  });
});

describe('rules of names', () => {
  it.each(['ana', 'josé_1', 'ñandú', 'αβγ', 'иван', 'मनीष', '日本ゴ', 'ana日本', '한국a', 'ᎪᎡ', '12-3'])(
    'lets %s be a handle',
    (handle) => {
      expect(isOneScript(handle)).toBe(true);
      expect(() => checkHandle(handle)).not.toThrow();
    },
  );

  it.each(['anа', 'Ωmega', 'иvan', 'ana\u1160a', '𐎠𐎡'])('refuses %s: mixed, invisible or of the past', (handle) => {
    expect(() => checkHandle(handle)).toThrow(expect.objectContaining({ code: 'invalid_payload' }));
  });

  it('keeps the words of the product to itself, and lets people be called Ali', () => {
    for (const name of ['Admin', 'adm1n', 'аdmin', '@admin', 'SISTEMA', 's1stema', 'Tertulia'])
      expect(() => checkDisplayName(name)).toThrow(expect.objectContaining({ code: 'conflict' }));
    for (const name of ['Ali', 'ALI', 'all', 'Administración del edificio'])
      expect(() => checkDisplayName(name)).not.toThrow();
    expect(['all', 'Todos', 'adm1n', 'ali'].map(isReservedHandle)).toEqual([true, true, true, false]);
  });
});

describe('settings', () => {
  it('are the defaults where nothing, or nothing valid, is stored', () => {
    expect(toSettings({})).toEqual(defaultSettings);
    expect(toSettings(null)).toEqual(defaultSettings);
    expect(toSettings({ bubbles: true, sendWith: 'telepathy', old: 1, letterKeys: null })).toEqual({
      ...defaultSettings,
      bubbles: true,
    });
  });
});

describe('marks', () => {
  it('depend on the passphrase and the secret alone, however the letters were typed', async () => {
    const secret = Buffer.alloc(32, 1);
    const mark = await makeMark('café con leche', secret);
    expect(mark).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(await makeMark('cafe\u0301 con leche', secret)).toBe(mark);
    expect(await makeMark('Café con leche', secret)).not.toBe(mark);
    expect(await makeMark('café con leche', Buffer.alloc(32, 2))).not.toBe(mark);
  });
});
