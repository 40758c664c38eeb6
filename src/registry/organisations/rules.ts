import { fault, RegistryError, type Fault } from '../../errors.ts'
import { parseOrganisationNumber } from './number.ts'

/** What partners keep of their own entry; the rest is the coordinator's. */
const partnersFields = ['shortName', 'aliases', 'website', 'address', 'municipalityCode', 'description']

interface OrganisationFields {
  kind: string
  parentId?: string | null
  organisationNumber?: string | null
  numberStatus?: string
}

/** Everything that is wrong with an organisation as it would stand. The number is as it was sent, if it was. */
export function organisationFaults({ kind, parentId, organisationNumber, numberStatus }: OrganisationFields): Fault[] {
  const faults: Fault[] = []
  if (organisationNumber) {
    const parsed = parseOrganisationNumber(organisationNumber)
    if ('fault' in parsed) faults.push(parsed.fault)
    if (numberStatus === 'none') {
      faults.push(fault('/numberStatus', 'not_allowed', 'An organisation with a number has it unverified or verified.', 'En organisation med nummer har det overifierat eller verifierat.'))
    }
  } else if (numberStatus && numberStatus !== 'none') {
    faults.push(fault('/numberStatus', 'not_allowed', 'An organisation without a number has the status none.', 'En organisation utan nummer har status none.'))
  }
  const isPart = kind === 'unit' || kind === 'project'
  if (kind === 'unit' && !parentId) {
    faults.push(fault('/parentId', 'required', 'A unit is a part of an organisation: say of which.', 'En enhet är en del av en organisation: ange vilken.'))
  }
  if (!isPart && parentId) {
    faults.push(fault('/parentId', 'not_allowed', 'Only a unit or a project is a part of another organisation.', 'Bara en enhet eller ett projekt är en del av en annan organisation.'))
  }
  return faults
}

/** Throws `forbidden` when a partner would change what is not its own to change. */
export function assertPartnerMayChange(fields: string[]): void {
  const barred = fields.filter((name) => !partnersFields.includes(name))
  if (barred.length === 0) return
  throw new RegistryError('forbidden', {
    en: `Only a coordinator changes ${barred.join(', ')}. You may change ${partnersFields.join(', ')}.`,
    sv: `Bara en samordnare ändrar ${barred.join(', ')}. Du kan ändra ${partnersFields.join(', ')}.`,
  })
}

/** Throws `rule_broken` when an organisation would end while it is bound by active signatures. */
export function assertMayEnd(activeSignatures: number): void {
  if (activeSignatures === 0) return
  throw new RegistryError(
    'conflict',
    { en: 'The organisation has an active signature. End that first.', sv: 'Organisationen har ett aktivt undertecknande. Avsluta det först.' },
    [fault('/endedOn', 'still_signatory', 'It is still a signatory.', 'Den är fortfarande undertecknare.')],
  )
}
