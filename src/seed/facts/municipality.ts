import { contractNews2023, contractPage, followUp2023, investmentNews, programme2019 } from '../documents.ts'
import type { Source } from '../../db/columns.ts'
import type { OrganisationFact } from './organisations.ts'

/** A part of the municipality, as the documents name it; of which other part, where they say so. */
function part(name: string, sources: Source[], more: Partial<OrganisationFact> = {}): OrganisationFact {
  return { name, evidence: 'unit', sector: 'municipality', kind: 'unit', parent: 'kungalvs-kommun', sources, ...more }
}

/** The municipality's units and political bodies. Mimers Hus is a named participant; the municipality has signed for it. */
export const municipalOrganisations = {
  'mimers-hus-gymnasium': part('Mimers Hus Gymnasium', [contractNews2023, followUp2023], {
    evidence: 'participant',
    sector: 'education',
    aliases: ['Mimers Hus'],
    description: 'Samarbetar med näringslivet kring praktik, examensarbeten och en jobb- och inspirationsmässa.',
  }),
  kompetenscentrum: part('Kompetenscentrum', [followUp2023], { description: 'Ordnar jobbspår.' }),
  maltidsservice: part('Måltidsservice', [followUp2023], { description: 'Har tagit emot deltagare i jobbspår.' }),
  'stod-och-forsorjning': part('Stöd och försörjning', [followUp2023]),
  utforarenheten: part('Utförarenheten', [contractPage]),
  'trygga-ungdomsmiljoer': part('Trygga Ungdomsmiljöer', [contractPage]),
  'sektor-trygghet-och-stod': part('Sektor Trygghet och Stöd', [programme2019, followUp2023]),
  'sektor-samhalle-och-utveckling': part('Sektor Samhälle och utveckling', [followUp2023]),
  socialkontoret: part('Socialkontoret', [followUp2023]),
  mottagningsenheten: part('Mottagningsenheten', [followUp2023], { parent: 'socialkontoret' }),
  bygglovsenheten: part('Bygglovsenheten', [followUp2023]),
  kommunfullmaktige: part('Kommunfullmäktige', [programme2019, followUp2023, investmentNews], {
    description: 'Antog programmet Social hållbarhet – ökat innanförskap den 19 december 2019.',
  }),
  kommunstyrelsen: part('Kommunstyrelsen', [programme2019, followUp2023, investmentNews]),
  'beredning-trygghet-och-stod': part('Beredning Trygghet och Stöd', [programme2019], {
    description: 'Beredde programmet Social hållbarhet – ökat innanförskap.',
  }),
  demokratiberedningen: part('Demokratiberedningen', [followUp2023]),
} satisfies Record<string, OrganisationFact>
