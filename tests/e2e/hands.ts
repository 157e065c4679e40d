import type { BrowserContext, Locator, Page } from 'playwright-core';

export const ways = ['mouse', 'keys', 'touch'] as const;
export type Way = (typeof ways)[number];

/** Side of the smallest square a pointer of this kind should have to meet, CSS pixels. */
const targets = { mouse: 24, touch: 44 } as const;

/** One way of working with a page, which counts what it does: a click, a tap, a drag, a chord or a stretch of typing is one action. */
export class Hands {
  actions = 0;
  /** What was too small to hit, and where the focus was not to be seen. */
  readonly faults: string[] = [];
  private pointed = 0;

  private constructor(
    readonly page: Page,
    readonly way: Way,
  ) {}

  /** Hands on a new page. By keyboard, pointer events are counted: there must be none. */
  static async on(context: BrowserContext, way: Way): Promise<Hands> {
    const hands = new Hands(await context.newPage(), way);
    await hands.page.exposeFunction('pointed', () => hands.pointed++);
    await hands.page.addInitScript(() => {
      for (const name of ['pointerdown', 'mousedown', 'touchstart', 'mousemove'])
        addEventListener(
          name,
          (event) => event.isTrusted && Reflect.get(window, 'pointed')(),
          true,
        );
    });
    return hands;
  }

  /** Pointer events of the page so far. */
  get pointerEvents(): number {
    return this.pointed;
  }

  /** Goes to an address, which is where a job begins and no action. */
  async begin(path: string): Promise<void> {
    const heard = this.page.waitForResponse((answer) => answer.url().includes('/api/stream'));
    await this.page.goto(path);
    await heard;
    await this.page.waitForLoadState('networkidle');
    this.actions = 0;
    this.faults.length = 0;
  }

  /** Clicks or taps; what is smaller than a finger or a steady hand needs is a fault. */
  async point(target: Locator): Promise<void> {
    if (this.way === 'keys') throw new Error('There is no pointer here.');
    this.actions += 1;
    await target.scrollIntoViewIfNeeded();
    const least = targets[this.way];
    const size = await this.settled(
      () => target.evaluate(reachOf, least),
      (reach) => reach >= least,
    );
    if (size < least)
      this.faults.push(`${await target.evaluate(nameOf)} is ${size} px for a ${this.way}`);
    await (this.way === 'touch' ? target.tap() : target.click());
  }

  /** Drags as a mouse does, to `below` pixels under the top of another element; its own height when left out. One action. */
  async drag(from: Locator, to: Locator, below?: number): Promise<void> {
    this.actions += 1;
    const { mouse } = this.page;
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    if (!start || !end) throw new Error('There is nothing to drag.');
    const [x, y] = [start.x + 60, start.y + 30];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 10, y + 10, { steps: 3 });
    const there = below === undefined ? y : end.y + below;
    await mouse.move(end.x + end.width / 2, there, { steps: 8 });
    await this.page.waitForTimeout(100); // the place is looked at once a frame
    await mouse.up();
  }

  /** Presses keys, one action each. Something is focused to be seen before a key acts on it. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.actions += 1;
      if (this.way === 'keys' && /^(Enter|Space|Tab)$/.test(key)) {
        const unseen = await this.settled(
          () => this.page.evaluate(unseenFocus),
          (fault) => fault === null,
        );
        if (unseen !== null) this.faults.push(`before ${key} the focus is ${unseen}`);
      }
      await this.page.keyboard.press(key);
    }
  }

  /** Holds a key down until it was pressed so often. One action. */
  async hold(key: string, times: number): Promise<void> {
    this.actions += 1;
    for (let at = 0; at < times; at++) await this.page.keyboard.press(key);
  }

  /** What is measured once it is good, or half a second later: what opens moves into its place first. */
  private async settled<T>(measure: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
    let value = await measure();
    for (let wait = 0; wait < 10 && !good(value); wait++) {
      await this.page.waitForTimeout(50);
      value = await measure();
    }
    return value;
  }

  /** Types where the focus is. One action. */
  async type(text: string): Promise<void> {
    this.actions += 1;
    await this.page.keyboard.type(text);
  }
}

/** Whether the whole of a square of `least` around the middle of an element hits it or its label; else its smaller side. */
function reachOf(element: Element, least: number): number {
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const labels = (element as HTMLInputElement).labels ?? [];
  const hits = (dx: number, dy: number): boolean => {
    const at = document.elementFromPoint(
      Math.min(innerWidth - 1, Math.max(0, x + dx)),
      Math.min(innerHeight - 1, Math.max(0, y + dy)),
    );
    return at !== null && (element.contains(at) || [...labels].some((one) => one.contains(at)));
  };
  const half = least / 2 - 1;
  const all = hits(0, half) && hits(0, -half) && hits(half, 0) && hits(-half, 0);
  return all ? least : Math.floor(Math.min(box.width, box.height, least - 1));
}

const nameOf = (element: Element): string =>
  `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;

/** What hides the focus; null when it can be seen. */
function unseenFocus(): string | null {
  const active = document.activeElement;
  if (!active || active === document.body) return 'nowhere';
  if (!active.matches(':focus-visible')) return `on ${active.tagName}, not visible`;
  const box = active.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside ? null : `on ${active.tagName}, out of sight`;
}
