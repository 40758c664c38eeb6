import { describe, expect, test } from 'vitest'
import type { RegistryError } from '../../src/errors.ts'
import { agreementStates } from '../../src/registry/agreements/rules.ts'
import { allocationStates } from '../../src/registry/allocations/rules.ts'
import { collaborationStates } from '../../src/registry/collaborations/rules.ts'
import { contributionStates } from '../../src/registry/contributions/rules.ts'
import { followUpStates } from '../../src/registry/outcomes/follow-ups.rules.ts'
import { applicationStates } from '../../src/joining/applications/rules.ts'
import { proposalStates } from '../../src/joining/proposals/rules.ts'
import { mustBecome, type States } from '../../src/states.ts'

function refusal(rule: () => unknown): RegistryError {
  try {
    rule()
  } catch (error) {
    return error as RegistryError
  }
  throw new Error('Nothing was refused')
}

describe('a state that cannot follow', () => {
  test('is refused with what it is, and all that it may become, in both languages', () => {
    const { code, detail, faults } = refusal(() => mustBecome(contributionStates, 'published', 'draft'))
    expect([code, faults]).toEqual(['conflict', []])
    expect(detail).toEqual({
      en: 'The contribution is published and cannot become draft, only paused or closed or withdrawn.',
      sv: 'Bidraget är publicerat och kan inte bli ett utkast, bara pausat eller stängt eller tillbakadraget.',
    })
    expect(refusal(() => mustBecome(allocationStates, 'no_show', 'started')).detail).toEqual({
      en: 'The allocation is no show and cannot become started.',
      sv: 'Tilldelningen är utebliven och kan inte bli påbörjad.',
    })
  })

  test('is pointed at where a body asks for it', () => {
    const { faults } = refusal(() => mustBecome(agreementStates, 'draft', 'closed', '/status'))
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(['/status wrong_order'])
  })
})

test('each state is reached from another, or is the first, and has a Swedish name of its own', () => {
  const first: [States<string>, string[]][] = [
    [agreementStates, ['draft']],
    // The register itself lets a reservation expire; full and followed up come of counters and of follow-ups.
    [allocationStates, ['waiting', 'reserved', 'expired']],
    [collaborationStates, ['idea']],
    [contributionStates, ['draft', 'full', 'followed_up']],
    [followUpStates, ['due']],
    [applicationStates, ['received']],
    [proposalStates, ['proposed']],
  ]
  for (const [{ mayBecome, inSwedish }, begun] of first) {
    const reached = new Set(Object.values(mayBecome).flat())
    expect(Object.keys(mayBecome).filter((state) => !reached.has(state))).toEqual(begun)
    expect(new Set(Object.values(inSwedish)).size).toBe(Object.keys(mayBecome).length)
  }
})
