/** The colour of what an attendee answered. */
export const stateColors = {
  waiting: 'grey',
  accepted: 'green',
  tentative: 'amber',
  declined: 'red',
  cancelled: 'grey',
} as const;
