import { Type, type Static } from 'typebox'
import { body, named, closedList } from '../http/contract/schema.ts'

const erasureReasons = ['request', 'consent_withdrawn', 'left', 'retention'] as const

export const Erasure = named(
  'Erasure',
  body(
    {
      reason: Type.Optional(
        closedList(erasureReasons, {
          description:
            '`request` when left out: the person asked for it. `left`: no longer with the organisation. `retention`: the time is out.',
        }),
      ),
    },
    { examples: [{ reason: 'left' }] },
  ),
)
export type Erasure = Static<typeof Erasure>
