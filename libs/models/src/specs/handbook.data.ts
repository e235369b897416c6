import type { Passage } from '../calls/model-call';

/** A handbook as it comes out of a PDF: wrapped lines, headings, abbreviations, bullets, figures. */
export const HANDBOOK = `ST. ALBAN'S LIGHTHOUSE MUSEUM
Visitor and Staff Handbook, 7th ed.

1. History of the lighthouse
The lighthouse on Gull Point was built between 1871 and 1874 by the engineer
Thomas R. Whitlock, who had earlier worked for Dr. E. Marsh on the harbour at
Port Elgin. It cost approx. £18,400, a great sum for the time. The first keeper,
Mr. Josiah Penn, lit the lamp on 3 March 1874. Until then ships relied on a bell
that fishermen rang by hand in fog.

The tower is 38.5 m tall and has 197 steps. Its walls are 2.1 m thick at the base
and were made of grey granite from the quarry at Hollin, which closed in 1902.
In 1926 the oil lamp was replaced by an electric one of 1,000 watts. The light
can be seen from a distance of 21 nautical miles (about 39 km).

During the storm of 12 January 1953 the sea wall broke and the keeper's cottage
was destroyed. Nobody was hurt, because the family had moved to the tower the
evening before. The cottage was rebuilt in 1955.

2. Opening hours and prices
The museum is open from 10 a.m. to 5 p.m. every day except Monday. From
November to February it closes at 3.30 p.m. Last admission is 45 minutes before
closing.
Adults pay £6.50, children under 14 pay £3.00, and members enter free of charge.
Groups of ten or more get a discount of 20 % if they book at least two weeks
ahead.

3. Safety rules
• No more than 25 visitors may be in the tower at one time.
• Children under 8 must be accompanied by an adult on the stairs.
• In winds above 80 km/h the gallery is closed to everybody.
The fire alarm is tested every first Tuesday of the month at 9 a.m., before the
museum opens. In case of a real alarm, visitors leave by the east door and gather
at the flagpole.

4. Staff
New employees receive 28 days of paid leave per year, i.e. two days more than the
law requires. Requests for leave are sent to Mrs. Okafor at least three weeks in
advance. Expenses up to £50 may be claimed without prior approval; receipts must
be handed in by the last day of the month.
The archive in the basement holds 4,300 photographs and the logbooks of the
keepers from 1874 to 1988, the year in which the light was automated. Photographs
must not leave the building.`;

/** Pieces of at most a thousand characters, as a search hands them over. */
export function handbookPassages(): Passage[] {
  const passages: Passage[] = [];
  for (let from = 0; from < HANDBOOK.length;) {
    const limit = from + 1_000;
    const stop = HANDBOOK.lastIndexOf('.', limit);
    const to = limit >= HANDBOOK.length ? HANDBOOK.length : stop > from + 500 ? stop + 1 : limit;
    const chunkId = `chunk-${passages.length}`;
    passages.push({
      chunkId,
      documentId: 'handbook',
      title: 'Handbook',
      text: HANDBOOK.slice(from, to).trim(),
    });
    from = to;
  }
  return passages;
}
