import fc from 'fast-check';

const [who, room, device, node] = [fc.nat(2), fc.nat(5), fc.nat(2), fc.nat(1)];
const pick = fc.nat(30);
const isOn = fc.boolean();
const kind = <Name extends string>(name: Name) => fc.constant(name);

const actArbitrary = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('send'),
      who,
      room,
      node,
      text: fc.constantFrom('words', 'mention', 'reply', 'prohibited'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kind('write'), device, room }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('edit'), pick, node, isMention: isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('delete'), pick, node }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('react'), who, pick, node, isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('tag'), pick, node }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('rule'), room, node, isHold: isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('release'), pick, node }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('read'), who, room, node, seq: fc.nat(12), isUnread: isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('see'), device, room, seq: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('notified'), device, isAll: isOn }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('readNotifications'), who, node }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('create'), who, node, isPrivate: isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('rename'), room, node }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('archive'), room, node, isOn }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('hide'), room, node, isOn }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('close'), room, node }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('own'), who, room, node, isOn }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('add'), who, room, node }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('leave'), who, room, node }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('open'), device, room }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('shut'), device }) },
);

const faultArbitrary = fc.oneof(
  fc.record({ kind: kind('cut'), device }),
  fc.record({ kind: kind('dark'), device }),
  fc.record({ kind: kind('light'), device }),
);

/** What somebody does, with indices that are taken modulo what there is. */
export type Act = typeof actArbitrary extends fc.Arbitrary<infer Value> ? Value : never;
/** What happens to the line of one device. */
export type Fault = typeof faultArbitrary extends fc.Arbitrary<infer Value> ? Value : never;
/** Frames of the bus that are lost. */
export interface Loss {
  kind: 'lose';
  count: number;
}
export type Step = Act | Fault | Loss;

const lossArbitrary: fc.Arbitrary<Loss> = fc.record({ kind: kind('lose'), count: fc.integer({ min: 1, max: 4 }) });

/** What a history may hold besides what people do. */
export interface HistoryKind {
  /** Publications are lost. */
  isLossy?: boolean;
  /** No line is cut, and nothing is written on the devices, whose acknowledgements may overtake events. */
  isCalm?: boolean;
}

/** What happens in one world: each part is done before the next begins, what is in one part happens at once. */
export function historyArbitrary({ isLossy = false, isCalm = false }: HistoryKind): fc.Arbitrary<Step[][]> {
  const step = fc.oneof(
    { weight: 12, arbitrary: isCalm ? actArbitrary.filter((act) => act.kind !== 'write') : actArbitrary },
    ...(isCalm ? [] : [{ weight: 2, arbitrary: faultArbitrary }]),
    ...(isLossy ? [{ weight: 2, arbitrary: lossArbitrary }] : []),
  );
  return fc.array(fc.array<Step>(step, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 18, size: 'max' });
}
