import { codeAt } from '../../http/contract/schema.ts'
import { termsPath } from './schema.ts'

// A code of each list that things are sorted by. Whoever sends what is no code is told where the list is.
export const ContributionTypeCode = codeAt('ContributionTypeCode', termsPath('contribution-types'))
export const SectorCode = codeAt('SectorCode', termsPath('sectors'))
export const ParticipantRoleCode = codeAt('ParticipantRoleCode', termsPath('participant-roles'))
export const TargetGroupCode = codeAt('TargetGroupCode', termsPath('target-groups'))
export const OutcomeMetricCode = codeAt('OutcomeMetricCode', termsPath('outcome-metrics'))
export const CollaborationKindCode = codeAt('CollaborationKindCode', termsPath('collaboration-kinds'))
export const ContactRoleCode = codeAt('ContactRoleCode', termsPath('contact-roles'))
export const SignatureMethodCode = codeAt('SignatureMethodCode', termsPath('signature-methods'))
export const SignatureEndReasonCode = codeAt('SignatureEndReasonCode', termsPath('signature-end-reasons'))
export const AreaCode = codeAt('AreaCode', '/areas')
