import { codeAt } from '../../http/contract/schema.ts'
import { termsPath } from './schema.ts'

// A code of each list that things are sorted by. Whoever sends what is no code is told where the list is.
export const ContributionTypeCode = codeAt(termsPath('contribution-types'))
export const SectorCode = codeAt(termsPath('sectors'))
export const ParticipantRoleCode = codeAt(termsPath('participant-roles'))
export const TargetGroupCode = codeAt(termsPath('target-groups'))
export const OutcomeMetricCode = codeAt(termsPath('outcome-metrics'))
export const AreaCode = codeAt('/areas')
