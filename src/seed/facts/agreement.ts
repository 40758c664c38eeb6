import type { Source } from '../../db/columns.ts'
import type { precisions } from '../../vague-dates.ts'
import { contractNews2023, contractPage, programme2019 } from '../documents.ts'
import type { OrganisationSlug } from './slugs.ts'

const beforeYear2020 = '2019-12-31'

export const goalFacts = [
  { text: 'Utanförskapet minskar med 20 procent före 2020', deadline: beforeYear2020 },
  {
    text: 'Utanförskapet i de mest utsatta områdena i kommunen halveras före 2020',
    deadline: beforeYear2020,
  },
  { text: 'Alla nyanlända vuxna är i arbete eller utbildning efter två års etablering' },
]

/** The text that is signed is in none of the documents, so it is left out. */
export const agreementFact = {
  code: 'SK2020',
  title: 'Samhällskontrakt 2020',
  purposeSv: 'Att skapa ett socialt hållbart samhälle för medborgarna i Kungälvs kommun.',
  legallyBinding: false,
  valueWords: ['ansvar', 'tillsammans', 'samverkan', 'mod', 'inkludering'],
  controlStations: [2020, 2027, 2037],
  validFrom: '2016-06-23',
  // Organisations joined as late as 2023.
  status: 'open' as const,
  sources: [contractPage, programme2019, contractNews2023],
}

interface SignatureFact {
  organisations: OrganisationSlug[]
  method: 'ceremony' | 'imported'
  signedOn?: string
  precision: (typeof precisions)[number]
  sources: Source[]
}

export const signatureFacts: SignatureFact[] = [
  {
    organisations: ['kungalvs-kommun'],
    method: 'ceremony',
    signedOn: '2016-06-23',
    precision: 'day',
    sources: [contractPage],
  },
  {
    organisations: [
      'mcdonalds-kungalv',
      'pretec',
      'rutgerson-marin',
      'bror-tonsjo',
      'majblomman',
      'club-evergreen',
      'svenska-hem-kungalv',
      'kareby-forsamling-lukas-projekt',
    ],
    method: 'imported',
    signedOn: '2023-01-01',
    precision: 'year',
    sources: [contractNews2023],
  },
  // Counted among the actors of the contract, without a word on when they signed.
  {
    organisations: [
      'equmeniakyrkan',
      'radda-barnen',
      'fredsrorelsen-i-kungalv',
      'svenska-kyrkan',
      'kungalvsbostader',
      'pingstkyrkan',
    ],
    method: 'imported',
    precision: 'unknown',
    sources: [contractPage],
  },
]
