import { assertActsFor, type Actor } from '../../actor.ts'
import { fault, futureFault, RegistryError, unknownFault, type Fault } from '../../errors.ts'
import { parseOrganisationNumber } from './number.rules.ts'

/** What partners keep of their own entry; the rest is the coordinator's. */
const partnersFields = [
  'shortName',
  'aliases',
  'website',
  'email',
  'phone',
  'address',
  'municipalityCode',
  'description',
]
/** What they may propose, for a coordinator to approve. */
const proposable = ['name', 'organisationNumber', 'sector']

interface OrganisationFields {
  /** Absent on one that is new. */
  id?: string
  kind: string
  parentId?: string | null
  organisationNumber?: string | null
  numberStatus?: string
  endedOn?: string | null
}

/** Everything that is wrong with an organisation as it would stand. The number is as it was sent, if it was. */
export function organisationFaults(organisation: OrganisationFields, today: string): Fault[] {
  const { id, kind, parentId, organisationNumber, numberStatus, endedOn } = organisation
  const faults: Fault[] = []
  if (organisationNumber) {
    const parsed = parseOrganisationNumber(organisationNumber)
    if ('fault' in parsed) faults.push(parsed.fault)
    if (numberStatus === 'none') {
      faults.push(
        fault(
          '/numberStatus',
          'not_allowed',
          'An organisation with a number has it unverified or verified.',
          'En organisation med nummer har det overifierat eller verifierat.',
        ),
      )
    }
  } else if (numberStatus && numberStatus !== 'none') {
    faults.push(
      fault(
        '/numberStatus',
        'not_allowed',
        'An organisation without a number has the status none.',
        'En organisation utan nummer har status none.',
      ),
    )
  }
  const isPart = kind === 'unit' || kind === 'project'
  if (kind === 'unit' && !parentId) {
    faults.push(
      fault(
        '/parentId',
        'required',
        'A unit is a part of an organisation: say of which.',
        'En enhet är en del av en organisation: ange vilken.',
      ),
    )
  }
  if (!isPart && parentId) {
    faults.push(
      fault(
        '/parentId',
        'not_allowed',
        'Only a unit or a project is a part of another organisation.',
        'Bara en enhet eller ett projekt är en del av en annan organisation.',
      ),
    )
  }
  if (parentId && parentId === id) {
    faults.push(
      fault(
        '/parentId',
        'circular',
        'An organisation cannot be a part of itself.',
        'En organisation kan inte vara en del av sig själv.',
      ),
    )
  }
  if (endedOn && endedOn > today) {
    faults.push(futureFault('/endedOn'))
  }
  return faults
}

/** What refers to an organisation that is not there, or not for the caller to know of. */
export function unknownOrganisation(pointer: string): Fault {
  return unknownFault(pointer, 'organisation', 'organisation')
}

/** Throws `forbidden` when a partner would change what is not its own to change. */
export function assertPartnerMayChange(fields: string[]): void {
  const barred = fields.filter((name) => !partnersFields.includes(name))
  if (barred.length === 0) return
  const [own, proposed] = [partnersFields.join(', '), proposable.join(', ')]
  throw new RegistryError('forbidden', {
    en: `Only a coordinator changes ${barred.join(', ')}. You may change ${own}, and propose ${proposed}: POST /organisations/{organisationId}/proposals.`,
    sv: `Bara en samordnare ändrar ${barred.join(', ')}. Du kan ändra ${own}, och föreslå ${proposed}: POST /organisations/{organisationId}/proposals.`,
  })
}

/** Throws `forbidden` when the caller acts for another organisation. */
export function assertMayChangeEntry(actor: Actor, organisationId: string): void {
  assertActsFor(actor, organisationId, {
    en: 'You may change your own organisation only.',
    sv: 'Du kan bara ändra din egen organisation.',
  })
}

/** Throws `conflict` when an organisation would end while it is bound by active signatures. */
export function assertMayEnd(activeSignatures: number): void {
  if (activeSignatures === 0) return
  throw new RegistryError(
    'conflict',
    {
      en: 'The organisation has an active signature or an invitation to sign. End or withdraw that first.',
      sv: 'Organisationen har ett aktivt undertecknande eller en inbjudan att underteckna. Avsluta eller dra tillbaka det först.',
    },
    [
      fault(
        '/endedOn',
        'still_signatory',
        'It is still a signatory, or invited.',
        'Den är fortfarande undertecknare, eller inbjuden.',
      ),
    ],
  )
}
