import { expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import {
  assertMayPropose,
  assertSameReason,
  differingFrom,
  proposalFaults,
  proposalStates,
  takenNumberFaults,
} from '../../src/joining/proposals/rules.ts'
import { mustBecome } from '../../src/states.ts'

const codeOf = (rule: () => unknown) => {
  try {
    return rule()
  } catch (error) {
    if (error instanceof RegistryError) return error.code
    throw error
  }
}
const standing = { name: 'Exempelbygg AB', organisationNumber: null, sector: 'business' }

test.each([
  [{ name: 'Nytt' }, { name: 'Nytt' }],
  [{ name: 'Exempelbygg AB', sector: 'faith' }, { sector: 'faith' }],
  [{ organisationNumber: '4999000005' }, { organisationNumber: '4999000005' }],
  [{ name: 'Exempelbygg AB', sector: 'business' }, {}],
  [{}, {}],
])('of what is proposed, %o, that which differs is %o', (proposed, differs) => {
  expect(differingFrom(proposed, standing)).toEqual(differs)
  const faults = proposalFaults(differingFrom(proposed, standing)).map(({ code }) => code)
  expect(faults).toEqual(Object.keys(differs).length > 0 ? [] : ['unchanged'])
})

test('a number is one organisation’s', () => {
  expect(takenNumberFaults(0)).toEqual([])
  expect(takenNumberFaults(1).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(['/organisationNumber taken'])
})

const ends = ['approved', 'declined', 'withdrawn'] as const
test.each(ends.flatMap((end) => (['proposed', ...ends] as const).map((status) => [status, end] as const)))(
  'a proposal that is %s comes to be %s',
  (status, end) => {
    expect(codeOf(() => mustBecome(proposalStates, status, end))).toBe(
      status === 'proposed' ? true : status === end ? false : 'conflict',
    )
  },
)

test('a proposal is of one’s own organisation, and declined for one reason', () => {
  const partner = { kind: 'api_key', id: 'k', scopes: ['write'], role: 'partner', organisationId: 'a' } as const
  const coordinator = { kind: 'api_key', id: 'k', scopes: ['write'], role: 'coordinator' } as const
  expect(codeOf(() => assertMayPropose(partner, 'a'))).toBeUndefined()
  expect(codeOf(() => assertMayPropose(partner, 'b'))).toBe('forbidden')
  // A coordinator changes it instead.
  expect(codeOf(() => assertMayPropose(coordinator, 'b'))).toBe('forbidden')
  expect(codeOf(() => assertSameReason('så', 'så'))).toBeUndefined()
  expect(codeOf(() => assertSameReason(null, 'så'))).toBe('conflict')
})
