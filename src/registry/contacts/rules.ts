import { fault, type Fault } from '../../errors.ts'

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

/** The same for a contact that is new. */
export function newContactFaults(contact: ContactFields & { retainUntil?: string }, today: string, at = ''): Fault[] {
  const faults = contactFaults(contact, today, at)
  if (contact.retainUntil && contact.retainUntil <= today) {
    faults.push(
      fault(
        `${at}/retainUntil`,
        'past',
        'It would already be time to remove it.',
        'Det vore redan dags att ta bort den.',
      ),
    )
  }
  return faults
}
