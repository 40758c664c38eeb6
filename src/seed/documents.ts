/** The documents that the facts come from, as every row cites them. */
export const contractPage = 'Samhällskontrakt 2020 – för ett socialt hållbart Kungälv (kungalv.se, odaterad)'
export const programme2019 = 'Program Social hållbarhet – ökat innanförskap, KS2019/0202 (2019-12-19)'
export const followUp2023 = 'Uppföljning program Social hållbarhet 2023 (2024-02-20)'
export const contractNews2023 =
  'Samhällskontraktet – arbetet för innanförskap i kommunen fortsätter (kungalv.se, hösten 2023)'
export const investmentNews = 'Sociala investeringar blir nu konkreta insatser och resurser (kungalv.se, odaterad)'
/** No document: the mark of every row that is made up for demonstration. */
export const demoSource = 'Påhittade demodata'
