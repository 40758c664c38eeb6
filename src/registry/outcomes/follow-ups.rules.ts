import { assertActsFor, type Actor } from '../../actor.ts'
import { RegistryError } from '../../errors.ts'
import type { States } from '../../states.ts'
import type { followUpStatuses } from './follow-ups.table.ts'

type FollowUpStatus = (typeof followUpStatuses)[number]

export const followUpStates: States<FollowUpStatus> = {
  subject: { en: 'The follow-up', sv: 'Uppföljningen' },
  mayBecome: { due: ['done', 'dropped'], done: [], dropped: [] },
  inSwedish: { due: 'inte gjord', done: 'klar', dropped: 'avskriven' },
}

/** Throws `forbidden` unless the caller's organisation offered the contribution. Of a collaboration nobody's did. */
export function assertMayFollowUp(actor: Actor, organisationId: string | null): void {
  assertActsFor(actor, organisationId, {
    en: 'Who offered the contribution follows it up, or a coordinator.',
    sv: 'Den som erbjöd bidraget följer upp det, eller en samordnare.',
  })
}

/** What to say to who would complete the follow-up of a collaboration: whoever confirms it does. */
export function confirmsIt(collaborationId: string): RegistryError {
  const path = `POST /collaborations/${collaborationId}/confirmation`
  return new RegistryError('conflict', {
    en: `Confirm the collaboration, and this is done: ${path}. If it is over, end it.`,
    sv: `Bekräfta samarbetet, så är detta klart: ${path}. Är det slut, avsluta det.`,
  })
}

/** Throws `conflict` while nothing has been said of what came of it. */
export function assertFollowed(outcomes: number): void {
  if (outcomes > 0) return
  throw new RegistryError('conflict', {
    en: 'Record what came of the contribution first: POST /outcomes. If there is nothing to tell, drop the follow-up.',
    sv: 'Registrera först vad bidraget ledde till: POST /outcomes. Finns inget att berätta, skriv av uppföljningen.',
  })
}
