// Which parts each role's sheet has. Pure.

/** Sheet → parts, in the order of a day. */
export const SHEETS = {
  desk: ['desk-start', 'desk-visit', 'desk-keys', 'desk-else', 'desk-undo', 'link', 'pin'],
  hall: ['hall-start', 'hall-visitor', 'hall-late', 'hall-desks', 'hall-paper', 'link', 'pin'],
  head: ['head-day', 'head-peak', 'head-hours', 'head-reports', 'link', 'pin'],
  'contact-centre': ['contact-calls', 'contact-booking', 'link', 'pin'],
  admin: ['admin-file', 'admin-people', 'admin-screens', 'link', 'pin'],
};

const OF_PAGE = {
  desk: 'desk', hall: 'hall', booking: 'hall', statements: 'hall', head: 'head', report: 'head', readings: 'head', contact: 'contact-centre', admin: 'admin', doctor: 'admin', printer: 'admin',
  reserve: 'desk', 'contact-centre': 'contact-centre',
};

/** The sheet of a page's or a role's name. */
export const sheetFor = (name) => OF_PAGE[name] || 'desk';
