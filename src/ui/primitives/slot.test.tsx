import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Slot } from './slot';

describe('Slot', () => {
  it('adds attributes to its child, whose own win, and joins classes', () => {
    const html = renderToStaticMarkup(
      <Slot className="h-8 flex" title="given" aria-label="given" style={{ color: 'red' }}>
        <a href="/x" className="h-4" aria-label="own">
          text
        </a>
      </Slot>,
    );
    expect(html).toBe(
      '<a href="/x" class="flex h-4" aria-label="own" title="given" style="color:red">text</a>',
    );
  });

  it('runs both handlers, the one of the child first', () => {
    const calls: string[] = [];
    const element = Slot({
      onClick: () => calls.push('slot'),
      children: <button type="button" onClick={() => calls.push('child')} />,
    });
    (element as unknown as { props: { onClick: () => void } }).props.onClick();
    expect(calls).toEqual(['child', 'slot']);
  });

  it('gives the element to the refs of both', () => {
    const seen: unknown[] = [];
    const element = Slot({
      ref: (node) => void seen.push(['slot', node]),
      children: <button type="button" ref={(node) => void seen.push(['child', node])} />,
    });
    const node = {} as HTMLElement;
    (element as unknown as { props: { ref: (node: HTMLElement) => void } }).props.ref(node);
    expect(seen).toEqual([
      ['slot', node],
      ['child', node],
    ]);
  });

  it('draws nothing without an element', () => {
    expect(renderToStaticMarkup(<Slot className="x">text</Slot>)).toBe('');
  });
});
