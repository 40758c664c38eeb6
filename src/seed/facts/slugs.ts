import { municipalOrganisations } from './municipality.ts'
import { outsideOrganisations, type OrganisationFact } from './organisations.ts'

const facts = { ...outsideOrganisations, ...municipalOrganisations }
export type OrganisationSlug = keyof typeof facts

/** Every organisation of the documents, by slug. */
export const organisationFacts: Record<OrganisationSlug, OrganisationFact> = facts
