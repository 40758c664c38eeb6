import { describe, expect, test } from 'vitest'
import { assertActsFor, publicActor, type Actor } from '../../src/actor.ts'

const caller = { kind: 'api_key', id: 'k', scopes: ['read', 'write'] } as const
const actors: Record<string, Actor> = {
  public: publicActor,
  reader: { ...caller, role: 'reader' },
  partner: { ...caller, role: 'partner', organisationId: 'a' },
  matcher: { ...caller, role: 'matcher', organisationId: 'a' },
  coordinator: { ...caller, role: 'coordinator' },
  register: { kind: 'system', name: 'jobs' },
}
const words = { en: 'Not yours.', sv: 'Inte din.' }

describe('who acts for an organisation', () => {
  test.each([
    ['public', 'a', false],
    ['reader', 'a', false],
    ['partner', 'a', true],
    ['partner', 'b', false],
    ['partner', null, false],
    ['matcher', 'a', true],
    ['matcher', null, false],
    ['coordinator', 'b', true],
    ['coordinator', null, true],
    ['register', 'b', true],
    // Nobody's is nobody's own.
    ['public', null, false],
  ])('%s for %s: %s', (name, organisation, may) => {
    const asserting = () => assertActsFor(actors[name]!, organisation, words)
    if (may) expect(asserting).not.toThrow()
    else expect(asserting).toThrow(expect.objectContaining({ code: 'forbidden', detail: words }))
  })
})
