import { fault, RegistryError, unknownFault, type Fault } from '../../errors.ts'
import { personalNumberFaults } from '../../personal.rules.ts'
import type { States } from '../../states.ts'
import type { applicationStatuses } from './table.ts'

export type ApplicationStatus = (typeof applicationStatuses)[number]

/** Months after the decision that a contact is kept of whom nothing came; and of whom nobody ever decided anything. */
export const keptMonths = { decided: 6, undecided: 24 }

/** What is decided stays so. */
export const applicationStates: States<ApplicationStatus> = {
  subject: { en: 'The application', sv: 'Intresseanmälan' },
  mayBecome: {
    received: ['in_review', 'approved', 'declined', 'withdrawn'],
    in_review: ['approved', 'declined', 'withdrawn'],
    approved: [],
    declined: [],
    withdrawn: [],
  },
  inSwedish: {
    received: 'mottagen',
    in_review: 'under granskning',
    approved: 'godkänd',
    declined: 'avböjd',
    withdrawn: 'återtagen',
  },
}
export const undecided = ['received', 'in_review'] as const satisfies ApplicationStatus[]

/** Throws `conflict` once it is decided: it is what the decision was about. */
export function assertUndecided(status: ApplicationStatus): void {
  if ((undecided as readonly string[]).includes(status)) return
  throw new RegistryError('conflict', {
    en: `The application is ${status} and does not change any more.`,
    sv: `Intresseanmälan är ${applicationStates.inSwedish[status]} och ändras inte längre.`,
  })
}

/** Throws `conflict` when its contact is not kept any more. */
export function assertContactKept({ erasedAt }: { erasedAt: string | null }): void {
  if (erasedAt === null) return
  throw new RegistryError('conflict', {
    en: 'The contact of this application has been erased. Decline it, and ask for a new one.',
    sv: 'Kontaktpersonen i denna intresseanmälan har raderats. Avböj den och be om en ny.',
  })
}

/** Whoever sends an application can be reached. */
export function contactFaults({ email, phone }: { email?: string | null; phone?: string | null }): Fault[] {
  if (email || phone) return []
  return [
    fault(
      '/contact/email',
      'required',
      'Give an e-mail address or a phone number.',
      'Ange en e-postadress eller ett telefonnummer.',
    ),
  ]
}

/** Personal identity numbers in what anyone may write: whom they name has not been asked. */
export function textFaults({
  organisation,
  contact,
  message,
}: {
  organisation?: { name?: string }
  contact?: { name?: string; title?: string | null }
  message?: string | null
}): Fault[] {
  const texts = {
    '/organisation/name': organisation?.name,
    '/contact/name': contact?.name,
    '/contact/title': contact?.title,
    '/message': message,
  }
  return Object.entries(texts).flatMap(([pointer, text]) => personalNumberFaults(pointer, text))
}

/** What is wrong with the agreement that an application is for; without one named it is for the one that is open. */
export function agreementFaults(named: { status: string } | undefined, isNamed: boolean): Fault[] {
  if (!isNamed && !named) {
    return [
      fault(
        '/agreementId',
        'required',
        'There is not exactly one open agreement: say which one it is for.',
        'Det finns inte exakt ett öppet avtal: ange vilket det gäller.',
      ),
    ]
  }
  if (!named) {
    return [unknownFault('/agreementId', 'agreement', 'avtal', 'ett')]
  }
  if (named.status === 'open') return []
  return [fault('/agreementId', 'not_open', 'This agreement is not open.', 'Detta avtal är inte öppet.')]
}

/** Puts faults of an organisation where they are in an application; what only the approval says is in its own body. */
export function inOrganisation(faults: Fault[]): Fault[] {
  return faults.map((one) => (one.pointer === '/parentId' ? one : { ...one, pointer: `/organisation${one.pointer}` }))
}

/** Only an organisation that is new becomes a part of another. */
export function joiningFaults({ organisationId, parentId }: { organisationId?: string; parentId?: string }): Fault[] {
  if (!organisationId || !parentId) return []
  return [
    fault(
      '/parentId',
      'not_allowed',
      'An organisation that is joined stays where it is.',
      'En organisation som redan finns behåller sin plats.',
    ),
  ]
}

/** Throws `conflict` when the organisation to be made is here already, and says which it is. */
export function assertNotRegistered(present: { id: string } | undefined): void {
  if (!present) return
  const en = `Organisation ${present.id} has this number. Give it as organisationId to join it.`
  const sv = `Organisation ${present.id} har detta nummer. Ange den som organisationId för att ansluta till den.`
  throw new RegistryError('conflict', { en, sv }, [fault('/organisationId', 'taken', en, sv)])
}

/** Throws `conflict` unless an approval that stands says all that this one does. */
export function assertSameApproval(standing: Record<string, unknown>, wanted: Record<string, unknown>): void {
  if (Object.entries(wanted).every(([name, value]) => standing[name] === value)) return
  throw new RegistryError('conflict', {
    en: 'The application has been approved already, in other words.',
    sv: 'Intresseanmälan är redan godkänd, på annat sätt.',
  })
}
