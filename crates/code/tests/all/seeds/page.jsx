import React, { useEffect, useState } from 'react';
import { invoke, view } from '@forge/bridge';
const lazy = React.lazy(() => import('./Lazy'));
export default function Page({ id, children, ...props }) {
  const [state, setState] = useState({ items: [], error: null });
  useEffect(() => { (async () => { setState({ ...state, items: await invoke('list', { id }) }); })(); }, [id]);
  if (state.error) return <p className="error">{state.error?.message || 'Something failed'}</p>;
  return (
    <>
      <ul {...props}>
        {state.items.map((item, index) => <li key={index} onClick={() => remove(item)}>{item.name} &amp; more</li>)}
      </ul>
      <div dangerouslySetInnerHTML={{ __html: `<b>${state.html}</b>` }} />
      <ui.Modal open title='T' svg:href={props.x}>{children}{/* nothing */}</ui.Modal>
    </>
  );
  async function remove({ id: key = 1, tags: [first, , third = first, ...others] = [] }) {
    do { key++; } while (key < 10 && !others.includes(third));
    ({ key, a: state.b, ...props.rest } = await view.getContext());
    delete state[key]; state.c ??= key ** 2; [first, state.d] = [state.d, first];
    return tag`a${key}b${`c${third}`}`.replace(/["'`/]+[^/\]]/gu, (all) => all ?? void 0);
  }
}
