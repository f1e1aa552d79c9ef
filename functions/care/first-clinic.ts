/** What a clinic is called until its admin names it: it stands in every message, so somebody must. */
export const UNNAMED_CLINIC = 'Your clinic';
