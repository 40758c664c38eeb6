import { organisationOf, type Actor } from '../../actor.ts'
import { fault, RegistryError, type Fault } from '../../errors.ts'
import type { States } from '../../states.ts'
import type { proposalStatuses } from './table.ts'

export type ProposalStatus = (typeof proposalStatuses)[number]

export const proposalStates: States<ProposalStatus> = {
  subject: { en: 'The proposal', sv: 'Ändringsförslaget' },
  mayBecome: { proposed: ['approved', 'declined', 'withdrawn'], approved: [], declined: [], withdrawn: [] },
  inSwedish: { proposed: 'inte avgjort', approved: 'godkänt', declined: 'avböjt', withdrawn: 'återtaget' },
}

/** What can be proposed of an organisation; the number as ten digits. */
export interface Proposed {
  name?: string
  organisationNumber?: string
  sector?: string
}

/** Of what is proposed, that which does not stand already. */
export function differingFrom(proposed: Proposed, standing: Record<keyof Proposed, string | null>): Proposed {
  const names = ['name', 'organisationNumber', 'sector'] as const
  return Object.fromEntries(
    names
      .map((name) => [name, proposed[name]] as const)
      .filter(([name, value]) => value !== undefined && value !== standing[name]),
  )
}

/** A proposal proposes something. */
export function proposalFaults(proposed: Proposed): Fault[] {
  if (Object.keys(proposed).length > 0) return []
  return [
    fault(
      '',
      'unchanged',
      'Propose a name, a number or a sector that the organisation does not have already.',
      'Föreslå ett namn, ett nummer eller en sektor som organisationen inte redan har.',
    ),
  ]
}

/** A number that another organisation has, that the caller may know of. */
export function takenNumberFaults(others: number): Fault[] {
  if (others === 0) return []
  return [
    fault(
      '/organisationNumber',
      'taken',
      'Another organisation has this organisation number.',
      'En annan organisation har detta organisationsnummer.',
    ),
  ]
}

/** Throws `forbidden` unless it is of the caller's own organisation; a coordinator changes it instead. */
export function assertMayPropose(actor: Actor, organisationId: string): void {
  if (organisationOf(actor) === organisationId) return
  throw new RegistryError('forbidden', {
    en: 'You may propose changes of your own organisation only.',
    sv: 'Du kan bara föreslå ändringar av din egen organisation.',
  })
}

/** Throws `conflict` unless it was declined for this reason. */
export function assertSameReason(standing: string | null, reason: string): void {
  if (standing === reason) return
  throw new RegistryError('conflict', {
    en: 'The proposal has been declined already, for another reason.',
    sv: 'Ändringsförslaget är redan avböjt, av ett annat skäl.',
  })
}
