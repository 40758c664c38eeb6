import { assertActsFor, type Actor } from '../../actor.ts'
import { fault, RegistryError, type Fault } from '../../errors.ts'

/** A contact that has no day to be erased on is looked at again when it has not changed for this long. */
export const reviewAfterMonths = 24

interface ContactFields {
  legalBasis?: string
  consentGivenOn?: string | null | undefined
  consentWithdrawnOn?: string | null | undefined
  publish?: boolean
}

/** Whether a consent that the contact rests on is no more. */
export function isConsentWithdrawn({ legalBasis, consentWithdrawnOn }: ContactFields): boolean {
  return legalBasis === 'consent' && Boolean(consentWithdrawnOn)
}

/** Everything that is wrong with a contact as it would stand. `at` is where in the body the contact is. */
export function contactFaults(contact: ContactFields, today: string, at = ''): Fault[] {
  const { legalBasis, consentGivenOn: given, consentWithdrawnOn: withdrawn, publish } = contact
  const faults: Fault[] = []
  if (!given && legalBasis === 'consent') {
    faults.push(
      fault(
        `${at}/consentGivenOn`,
        'required',
        'A contact kept by consent has a day when it was given.',
        'En kontaktperson som sparas med samtycke har en dag då det gavs.',
      ),
    )
  }
  if (!given && withdrawn) {
    faults.push(
      fault(
        `${at}/consentWithdrawnOn`,
        'not_allowed',
        'A consent that was never given cannot be withdrawn.',
        'Ett samtycke som aldrig getts kan inte dras tillbaka.',
      ),
    )
  }
  if (given && withdrawn && withdrawn < given) {
    faults.push(
      fault(
        `${at}/consentWithdrawnOn`,
        'too_early',
        'A consent is not withdrawn before it is given.',
        'Ett samtycke dras inte tillbaka innan det har getts.',
      ),
    )
  }
  for (const [name, day] of [
    ['consentGivenOn', given],
    ['consentWithdrawnOn', withdrawn],
  ] as const) {
    if (day && day > today)
      faults.push(fault(`${at}/${name}`, 'future', 'This day has not come yet.', 'Den dagen har inte kommit än.'))
  }
  if (publish && isConsentWithdrawn(contact)) {
    faults.push(
      fault(
        `${at}/publish`,
        'not_allowed',
        'The consent is withdrawn: the contact cannot be published.',
        'Samtycket är tillbakadraget: kontaktpersonen kan inte publiceras.',
      ),
    )
  }
  return faults
}

interface Consent {
  consentGivenOn?: string | null | undefined
  consentWithdrawnOn?: string | null | undefined
  consentEvidence?: string | null | undefined
}

/** One giving or withdrawal. */
interface ConsentEvent {
  event: 'given' | 'withdrawn'
  day: string
  evidence: string | null
}

/**
 * What a change of a contact says of consent, for the log of consents: its last row tells how the consent stands. A new
 * evidence, or a withdrawal that is taken back, says again how it stands; a day of giving that is cleared is a withdrawal.
 */
export function consentEvents(before: Consent, after: Consent, today: string): ConsentEvent[] {
  const { consentGivenOn: given, consentWithdrawnOn: withdrawn, consentEvidence: evidence = null } = after
  const isNew = (name: keyof Consent) => (before[name] ?? null) !== (after[name] ?? null)
  const events: ConsentEvent[] = []
  if (given && isNew('consentGivenOn')) events.push({ event: 'given', day: given, evidence })
  if (withdrawn && isNew('consentWithdrawnOn')) events.push({ event: 'withdrawn', day: withdrawn, evidence })
  const isChanged = isNew('consentGivenOn') || isNew('consentWithdrawnOn') || isNew('consentEvidence')
  if (events.length > 0 || !isChanged) return events
  if (withdrawn) return [{ event: 'withdrawn', day: withdrawn, evidence }]
  if (given) return [{ event: 'given', day: given, evidence }]
  return before.consentGivenOn ? [{ event: 'withdrawn', day: today, evidence }] : []
}

/** Throws `forbidden` when it would be a contact of another organisation than the caller's. */
export function assertMayAddContact(actor: Actor, organisationId: string): void {
  assertActsFor(actor, organisationId, {
    en: 'You may add contacts to your own organisation only.',
    sv: 'Du kan bara lägga till kontaktpersoner hos din egen organisation.',
  })
}

/** Throws `conflict` for a contact that is erased: there is nobody to change. */
export function assertNotErased({ erasedAt }: { erasedAt: string | null }): void {
  if (!erasedAt) return
  throw new RegistryError('conflict', {
    en: 'The contact is erased, for good. Add a new one.',
    sv: 'Kontaktpersonen är raderad, för gott. Lägg till en ny.',
  })
}

/** What is wrong with a day that a contact is newly to be kept until: what is erased by a slip does not come back. */
export function retentionFaults(retainUntil: string | null | undefined, today: string, at = ''): Fault[] {
  if (!retainUntil || retainUntil > today) return []
  return [
    fault(
      `${at}/retainUntil`,
      'past',
      'It would already be time to erase it. To erase it now, there is its erasure.',
      'Det vore redan dags att radera den. För att radera den nu finns erasure.',
    ),
  ]
}
