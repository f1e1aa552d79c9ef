/** Support groups that the demo clinic knows of: invented, like everybody in it. */
export const GROUPS = [
  {
    id: 'martes-juntos',
    title: 'Martes juntos',
    topics: ['Depresión', 'Soledad'],
    languages: ['es'],
    formats: ['in-person'],
    when: 'Tuesdays at 18:30',
    contact: 'Community house on Mill Street, room 2; just come',
    cost: 'none',
  },
  {
    id: 'low-mood-online',
    title: 'Low mood, open talk',
    topics: ['Depression', 'Low mood'],
    languages: ['en'],
    formats: ['remote'],
    when: 'Thursdays at 19:00, by video',
    contact: 'https://low-mood.example',
    cost: 'none',
  },
  {
    id: 'worry-walks',
    title: 'Worry walks',
    topics: ['Anxiety', 'Worry'],
    languages: ['en', 'es'],
    formats: ['in-person'],
    when: 'Saturdays at 10:00, from the north gate of the park',
    contact: '+1 415 555 0142',
    cost: 'none',
  },
];
