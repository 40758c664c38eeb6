import { describe, expect, test } from 'vitest'
import type { RegistryError } from '../../src/errors.ts'
import { agreementFaults, agreementStates, type AgreementStatus } from '../../src/registry/agreements/rules.ts'
import { assertSignable, endingFaults, signatureFaults } from '../../src/registry/agreements/signatures.rules.ts'
import { mustBecome } from '../../src/states.ts'

const today = '2025-02-03'
const codes = (faults: { pointer: string; code: string }[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

describe('an agreement', () => {
  const statuses: AgreementStatus[] = ['draft', 'open', 'closed', 'superseded']
  const allowed = ['draft open', 'open closed', 'open superseded', 'closed open', 'closed superseded']

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    const change = () => mustBecome(agreementStates, from, to)
    if (from === to || allowed.includes(`${from} ${to}`)) expect(change).not.toThrow()
    else expect(change).toThrow(`cannot become ${to}`)
  })

  test('is spoken of in Swedish words', () => {
    const told = (change: () => void) => {
      try {
        change()
      } catch (error) {
        return (error as RegistryError).detail.sv
      }
      return undefined
    }
    expect(told(() => mustBecome(agreementStates, 'draft', 'closed'))).toBe(
      'Avtalet är ett utkast och kan inte bli stängt, bara öppet.',
    )
    expect(told(() => mustBecome(agreementStates, 'superseded', 'open'))).toBe(
      'Avtalet är ersatt och kan inte bli öppet.',
    )
    expect(told(() => assertSignable({ code: 'PROV', status: 'closed' }, 'paper', false))).toBe(
      'PROV är stängt: bara ett öppet avtal undertecknas.',
    )
  })

  test.each([
    ['a draft without days', { status: 'draft', validFrom: null, validTo: null }, []],
    ['open without a first day', { status: 'open', validFrom: null, validTo: null }, ['/validFrom required']],
    ['closed without a first day', { status: 'closed', validFrom: null, validTo: null }, ['/validFrom required']],
    ['valid one day', { status: 'open', validFrom: '2020-01-01', validTo: '2020-01-01' }, []],
    [
      'superseded without a last day',
      { status: 'superseded', validFrom: '2020-01-01', validTo: null },
      ['/validTo required'],
    ],
    ['superseded with one', { status: 'superseded', validFrom: '2020-01-01', validTo: '2020-12-31' }, []],
    [
      'ending before it begins',
      { status: 'open', validFrom: '2020-01-02', validTo: '2020-01-01' },
      ['/validTo before_start'],
    ],
  ] as const)('%s', (_, agreement, expected) => {
    expect(codes(agreementFaults(agreement))).toEqual(expected)
  })

  test.each([
    ['open', 'paper', false, true],
    ['open', 'paper', true, true],
    ['closed', 'paper', false, false],
    ['closed', 'imported', false, true],
    ['closed', 'imported', true, false],
    ['superseded', 'imported', false, true],
    ['superseded', 'digital', false, false],
    ['draft', 'imported', false, false],
    ['draft', 'paper', false, false],
  ] as const)('that is %s, signed by %s (invitation: %s): %s', (status, method, invites, may) => {
    const sign = () => assertSignable({ code: 'PROV', status }, method, invites)
    if (may) expect(sign).not.toThrow()
    else expect(sign).toThrow(`PROV is ${status}`)
  })
})

describe('a signature', () => {
  const agreement = { validFrom: '2020-05-15', validTo: null }
  const signed = {
    status: 'signed',
    signedOnPrecision: 'day',
    signedByFunction: null,
    signedByContactId: null,
  } as const

  test.each([
    ['to the day', { signedOn: '2024-02-29' }, []],
    ['today', { signedOn: today }, []],
    ['tomorrow', { signedOn: '2025-02-04' }, ['/signedOn future']],
    ['on the first day of the agreement', { signedOn: '2020-05-15' }, []],
    ['the day before the agreement', { signedOn: '2020-05-14' }, ['/signedOn before_agreement']],
    ['to the month in which the agreement began', { signedOn: '2020-05-01', signedOnPrecision: 'month' }, []],
    [
      'to the month before the agreement',
      { signedOn: '2020-04-01', signedOnPrecision: 'month' },
      ['/signedOn before_agreement'],
    ],
    ['to the year in which the agreement began', { signedOn: '2020-01-01', signedOnPrecision: 'year' }, []],
    [
      'to the year before the agreement',
      { signedOn: '2019-01-01', signedOnPrecision: 'year' },
      ['/signedOn before_agreement'],
    ],
    ['to a month that is going on', { signedOn: '2025-02-01', signedOnPrecision: 'month' }, []],
    [
      'to the month, not its first day',
      { signedOn: '2024-02-02', signedOnPrecision: 'month' },
      ['/signedOn not_first_day'],
    ],
    [
      'to the year, not its first day',
      { signedOn: '2024-02-01', signedOnPrecision: 'year' },
      ['/signedOn not_first_day'],
    ],
    [
      'in the future, to the year, not its first day',
      { signedOn: '2026-02-01', signedOnPrecision: 'year' },
      ['/signedOn not_first_day', '/signedOn future'],
    ],
    ['on an unknown day', { signedOn: null, signedOnPrecision: 'unknown' }, []],
    [
      'on an unknown day that is given',
      { signedOn: '2024-02-01', signedOnPrecision: 'unknown' },
      ['/signedOnPrecision not_allowed'],
    ],
    ['without a day', { signedOn: null }, ['/signedOn required']],
    ['after its own end', { signedOn: '2024-02-01', endedOn: '2024-01-31' }, ['/signedOn after_end']],
  ] as const)('%s', (_, fields, expected) => {
    expect(codes(signatureFaults({ ...signed, ...fields }, agreement, today))).toEqual(expected)
  })

  test.each([
    ['on the last day of the agreement', '2024-06-30', 'day', []],
    ['after the agreement', '2024-07-01', 'day', ['/signedOn after_agreement']],
    ['to the year in which the agreement ended', '2024-01-01', 'year', []],
  ] as const)('%s', (_, signedOn, signedOnPrecision, expected) => {
    const over = { ...agreement, validTo: '2024-06-30' }
    expect(codes(signatureFaults({ ...signed, signedOn, signedOnPrecision }, over, today))).toEqual(expected)
  })

  test('is not signed by anyone while it is an invitation', () => {
    const invitation = { ...signed, status: 'invited', signedOn: null, signedOnPrecision: 'unknown' } as const
    expect(signatureFaults(invitation, agreement, today)).toEqual([])
    const early = { ...invitation, signedOn: '2024-02-01', signedByFunction: 'ordförande' }
    expect(codes(signatureFaults(early, agreement, today))).toEqual([
      '/signedOn not_allowed',
      '/signedByFunction not_allowed',
    ])
  })

  test.each([
    ['today', today, '2024-01-01', []],
    ['tomorrow', '2025-02-04', '2024-01-01', ['/endedOn future']],
    ['on the day it began', '2024-01-01', '2024-01-01', []],
    ['before it began', '2023-12-31', '2024-01-01', ['/endedOn before_start']],
  ])('ends %s', (_, endedOn, start, expected) => {
    expect(codes(endingFaults(endedOn, start, today))).toEqual(expected)
  })
})
