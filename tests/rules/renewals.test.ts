import { describe, expect, test } from 'vitest'
import { goalFaults } from '../../src/registry/agreements/goals.rules.ts'
import {
  assertMayGoOn,
  assertNotRenewed,
  isContested,
  overlapFaults,
  renewalFaults,
  type Placed,
} from '../../src/registry/agreements/renewals.rules.ts'
import { correctionFaults } from '../../src/registry/agreements/signatures.rules.ts'

const codes = (faults: { pointer: string; code: string }[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

/** A signature of one agreement from a day on, `2024-03-01/2024-06-01` until another, or `unknown/...`. */
function placed(id: string, period: string, fields: Partial<Placed> = {}): Placed {
  const [begun, endedOn = null] = period.split('/')
  const signedOn = begun === 'unknown' ? null : begun!
  const status = endedOn === null ? 'signed' : 'ended'
  return {
    id,
    agreementId: 'SK',
    status,
    signedOn,
    endedOn,
    start: signedOn ?? '2016-06-23',
    renewedFromId: null,
    ...fields,
  }
}

describe('two signatures of one organisation and agreement', () => {
  test.each([
    ['one after the other, on the very day', '2020-01-01/2022-06-01', '2022-06-01', []],
    ['one a day too early', '2020-01-01/2022-06-02', '2022-06-01', ['/signedOn overlaps']],
    ['both going on', '2020-01-01', '2022-06-01', ['/signedOn overlaps']],
    ['one within the other', '2020-01-01/2024-01-01', '2021-01-01/2022-01-01', ['/signedOn overlaps']],
    ['on the same day', '2020-01-01', '2020-01-01', ['/signedOn overlaps']],
    ['one that never held, within the other', '2020-06-01/2020-06-01', '2020-01-01', []],
    ['one whose day is unknown', 'unknown/2022-06-01', '2020-01-01', []],
    ['both of which are of unknown days', 'unknown/2022-06-01', 'unknown', ['/signedOn unknown_twice']],
  ] as const)('%s', (_, one, other, expected) => {
    const [a, b] = [placed('a', one), placed('b', other)]
    // Whichever is asked about, and among itself.
    expect(codes(overlapFaults(a, [a, b]))).toEqual(expected)
    expect(codes(overlapFaults(b, [a, b]))).toEqual(expected)
    expect(isContested(a, [a, b])).toBe(expected.length > 0)
  })

  test('count for each other only where both have been signed, and of the same agreement', () => {
    const one = placed('a', '2020-01-01')
    for (const other of [
      placed('b', '2020-01-01', { agreementId: 'NYTT' }),
      placed('b', '2020-01-01', { status: 'annulled' }),
      placed('b', 'unknown', { status: 'invited' }),
    ]) {
      expect(overlapFaults(one, [other])).toEqual([])
      expect(overlapFaults({ ...other, agreementId: 'NYTT' }, [one])).toEqual([])
    }
    expect(overlapFaults(placed('b', '2020-01-01', { status: 'annulled' }), [one])).toEqual([])
  })

  test('are named to each other, with their days', () => {
    const [fault] = overlapFaults(placed('a', '2020-01-01'), [placed('b', '2021-01-01/2022-01-01')])
    expect(fault!.detail).toEqual({
      en: 'Another signature of this agreement holds from 2021-01-01 until 2022-01-01: /signatures/b.',
      sv: 'Ett annat undertecknande av avtalet gäller från 2021-01-01 till 2022-01-01: /signatures/b.',
    })
  })
})

describe('a renewal', () => {
  const earlier = placed('a', '2020-01-01')
  const renewal = (period: string, fields: Partial<Placed> = {}) =>
    placed('b', period, { agreementId: 'NYTT', renewedFromId: 'a', ...fields })

  test.each([
    ['of one that goes on', renewal('2022-01-01'), [earlier], []],
    ['of one that ends on its day', renewal('2022-01-01'), [placed('a', '2020-01-01/2022-01-01')], []],
    ['of one that ended long ago', renewal('2022-01-01'), [placed('a', '2020-01-01/2020-02-01')], []],
    [
      'of one that ended later',
      renewal('2022-01-01'),
      [placed('a', '2020-01-01/2022-01-02')],
      ['/renewedFromId ended_later'],
    ],
    ['of one of the same day', renewal('2020-01-01'), [earlier], ['/renewedFromId not_earlier']],
    ['of one of a later day', renewal('2019-01-01'), [earlier], ['/renewedFromId not_earlier']],
    ['of nothing of its own', renewal('2022-01-01'), [], ['/renewedFromId not_earlier']],
    ['of itself', renewal('2022-01-01', { renewedFromId: 'b' }), [], ['/renewedFromId not_earlier']],
    [
      'of an invitation',
      renewal('2022-01-01'),
      [placed('a', 'unknown', { status: 'invited' })],
      ['/renewedFromId not_earlier'],
    ],
    [
      'of what is annulled',
      renewal('2022-01-01'),
      [placed('a', '2020-01-01', { status: 'annulled' })],
      ['/renewedFromId not_earlier'],
    ],
    [
      'of what is renewed already',
      renewal('2022-01-01'),
      [earlier, placed('c', '2021-01-01', { renewedFromId: 'a' })],
      ['/renewedFromId already_renewed'],
    ],
    [
      'of what an invitation would renew too, and an annulled one did',
      renewal('2022-01-01'),
      [
        earlier,
        placed('c', 'unknown', { renewedFromId: 'a', status: 'invited' }),
        placed('d', '2021-01-01', { renewedFromId: 'a', status: 'annulled' }),
      ],
      [],
    ],
    ['of one whose day is unknown', renewal('2022-01-01'), [placed('a', 'unknown')], []],
  ] as const)('%s', (_, one, others, expected) => {
    expect(codes(renewalFaults(one, [...others]))).toEqual(expected)
  })

  test.each([
    ['begins before it', placed('a', '2021-12-31/2022-01-01'), []],
    ['begins with it', placed('a', '2022-01-01/2022-01-01'), ['/signedOn after_renewal']],
    ['ends after it begins', placed('a', '2020-01-01/2022-01-02'), ['/endedOn after_renewal']],
    [
      'would renew it in turn',
      placed('a', '2023-01-01', { renewedFromId: 'b' }),
      ['/signedOn after_renewal', '/renewedFromId already_renewed'],
    ],
  ] as const)('of what %s', (_, one, expected) => {
    const others = [renewal('2022-01-01')]
    const faults = codes(renewalFaults(one, others)).filter((code) => expected.length < 2 || code !== expected[1])
    expect(faults).toEqual(expected.slice(0, 1))
  })
})

describe('what others have built on', () => {
  const refusal = (act: () => void) => {
    try {
      act()
    } catch (error) {
      return (error as Error).message
    }
    return undefined
  }
  const ended = placed('a', '2020-01-01/2022-01-01')

  test.each([
    ['nothing', [], undefined],
    ['a renewal', [placed('b', '2022-01-01', { renewedFromId: 'a', agreementId: 'NYTT' })], 'renewed by /signatures/b'],
    ['an annulled renewal', [placed('b', '2022-01-01', { renewedFromId: 'a', status: 'annulled' })], undefined],
    ['an invitation', [placed('b', 'unknown', { status: 'invited' })], 'withdraw /signatures/b'],
    ['a later signature', [placed('b', '2023-01-01')], '/signatures/b'],
    ['a signature of another agreement', [placed('b', '2023-01-01', { agreementId: 'NYTT' })], undefined],
  ] as const)('keeps an end from being undone: %s', (_, others, expected) => {
    const told = refusal(() => assertMayGoOn(ended, [...others]))
    if (expected) expect(told).toContain(expected)
    else expect(told).toBeUndefined()
  })

  test.each([
    ['nothing', [], undefined],
    ['a renewal', [placed('b', '2022-01-01', { renewedFromId: 'a' })], 'renewed by /signatures/b'],
    ['an invitation', [placed('b', 'unknown', { renewedFromId: 'a', status: 'invited' })], 'invitation /signatures/b'],
    ['an annulled renewal', [placed('b', '2022-01-01', { renewedFromId: 'a', status: 'annulled' })], undefined],
  ] as const)('keeps a signature from being annulled: %s', (_, others, expected) => {
    const told = refusal(() => assertNotRenewed(ended, [...others]))
    if (expected) expect(told).toContain(expected)
    else expect(told).toBeUndefined()
  })
})

test.each([
  ['says nothing', {}, [' required']],
  ['a day', { endedOn: '2024-01-01' }, []],
  ['a reason', { endReason: 'ceased' }, []],
  ['undone', { status: 'signed' }, []],
  [
    'undone, with an end',
    { status: 'signed', endedOn: '2024-01-01', endReason: 'ceased' },
    ['/endedOn not_allowed', '/endReason not_allowed'],
  ],
] as const)('a correction that %s', (_, correction, expected) => {
  expect(codes(correctionFaults(correction))).toEqual(expected)
})

describe('a goal', () => {
  const goal = (id: string, successorId: string | null = null, validTo: string | null = '2024-12-31') => ({
    id,
    validFrom: null,
    validTo,
    successorId,
  })

  test.each([
    ['without days', goal('a', null, null), [], []],
    ['of one day', { ...goal('a'), validFrom: '2024-12-31' }, [], []],
    ['that ends before it begins', { ...goal('a'), validFrom: '2025-01-01' }, [], ['/validTo before_start']],
    ['replaced, and still in force', goal('a', 'b', null), [goal('b')], ['/validTo required']],
    ['replaced by none of the others', goal('a', 'c'), [goal('b')], ['/successorId unknown']],
    ['replaced by itself', goal('a', 'a'), [goal('b')], ['/successorId unknown']],
    ['replaced by what it replaced', goal('a', 'b'), [goal('b', 'c'), goal('c', 'a')], ['/successorId circular']],
    // A circle of others is none of its own.
    ['replaced by what is in a circle', goal('a', 'b'), [goal('b', 'c'), goal('c', 'b')], []],
  ] as const)('%s', (_, one, others, expected) => {
    expect(codes(goalFaults(one, [...others]))).toEqual(expected)
  })
})
