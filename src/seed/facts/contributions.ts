import type { contributionStatuses } from '../../registry/contributions/table.ts'
import { followUp2023, section } from '../documents.ts'
import type { CollaborationSlug } from './collaborations.ts'
import type { OrganisationSlug } from './slugs.ts'

interface ContributionFact {
  organisation: OrganisationSlug
  collaboration: CollaborationSlug
  title: string
  description: string
  offered: number
  status: (typeof contributionStatuses)[number]
  reportYear?: number
  inferred: string[]
}

/**
 * The job tracks that the follow-up gives a number of places for. Each participant needed a place, so a track offered as
 * many as took part. Care is left out: of that one only how many were employed is known. Tracks whose places are taken
 * are closed, since nobody can ask for one; no document says on which days they began and ended, only that they are of the
 * year of the follow-up.
 */
export const contributionFacts: Record<string, ContributionFact> = {
  'jobbspar-maltidsservice': {
    organisation: 'maltidsservice',
    collaboration: 'jobbspar',
    title: 'Jobbspår Måltidsservice',
    description: 'Genomfört jobbspår med väg till subventionerad anställning.',
    offered: 7,
    status: 'closed',
    reportYear: 2023,
    inferred: ['capacity'],
  },
  'jobbspar-willys': {
    organisation: 'willys',
    collaboration: 'jobbspar',
    title: 'Jobbspår Willys',
    description: 'Genomfört jobbspår med väg till subventionerad anställning.',
    offered: 4,
    status: 'closed',
    reportYear: 2023,
    inferred: ['capacity'],
  },
  'jobbspar-industri': {
    organisation: 'kompetenscentrum',
    collaboration: 'jobbspar',
    title: 'Jobbspår industri',
    description: 'Pågick med alla platser tagna när uppföljningen skrevs. Företagen är inte namngivna.',
    offered: 13,
    status: 'closed',
    reportYear: 2023,
    inferred: ['capacity', 'organisationId'],
  },
  bitradessparet: {
    organisation: 'kompetenscentrum',
    collaboration: 'bitradessparet',
    title: 'Biträdesspåret',
    description: 'Planerat jobbspår inom omsorgen, till våren.',
    offered: 20,
    status: 'draft',
    inferred: ['organisationId'],
  },
}

export const contributionSources = [section(followUp2023, '4.5')]
/** When the follow-up was presented: the first day on which the public could know of the tracks. */
export const contributionsKnownAt = '2024-02-20T00:00:00.000Z'
