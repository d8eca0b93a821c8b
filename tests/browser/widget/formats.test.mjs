// The formats of the built scripts: a UMD module, an ES module and the hosted page's script, clearly marked as a
// stand-in.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';
import { widgetTexts } from './bundle.mjs';

const texts = await widgetTexts();
const text = texts.umd;
const scriptWith = (fault = '', script = text) =>
  script.replace('__FLOW_SANDBOX_ORIGIN__', 'http://127.0.0.1:1').replace('__FLOW_SANDBOX_FAULT__', fault);

test('every script contains each placeholder exactly once', () => {
  for (const script of Object.values(texts)) {
    assert.equal(script.split('__FLOW_SANDBOX_ORIGIN__').length, 2);
    assert.equal(script.split('__FLOW_SANDBOX_FAULT__').length, 2);
  }
});

test('every script identifies itself as a stand-in in its first line and is at most 70 KiB', () => {
  for (const script of Object.values(texts)) {
    assert.match(script.split('\n')[0], /SANDBOX STAND-IN/);
    assert.ok(Buffer.byteLength(script) <= 70 * 1024, `${Buffer.byteLength(script)} bytes`);
  }
});

/** Imports the ES module with a fault. */
const importModule = (fault) => {
  const source = scriptWith(fault, texts.module);
  return import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
};

test('the ES module exports startSession and sets no global variable', async () => {
  const before = Object.keys(globalThis);
  const exported = await importModule();
  assert.deepEqual(Object.keys(exported), ['startSession']);
  assert.equal(typeof exported.startSession, 'function');
  assert.deepEqual(Object.keys(globalThis), before);
  assert.throws(() => exported.startSession(), /startSession requires an object/);
});

test('the ES module simulates faults', async () => {
  await assert.rejects(importModule('script-throws'), /simulated fault script-throws/);
  assert.equal((await importModule('global-missing')).startSession, undefined);
  const { startSession } = await importModule('start-rejects');
  await assert.rejects(startSession(), /simulated fault start-rejects/);
});

test('defines only the global FlowWidget when loaded as a script', () => {
  const context = vm.createContext({});
  const before = Object.keys(context);
  vm.runInContext(scriptWith(), context);
  assert.deepEqual(Object.keys(context), [...before, 'FlowWidget']);
  assert.equal(typeof context.FlowWidget.startSession, 'function');
});

test('exports its API as a CommonJS module', () => {
  const module = { exports: {} };
  const context = vm.createContext({ module, exports: module.exports });
  vm.runInContext(scriptWith(), context);
  assert.equal(typeof module.exports.startSession, 'function');
  assert.equal(context.FlowWidget, undefined);
});

test('defines its API as an AMD module', () => {
  let defined;
  const define = (dependencies, factory) => {
    assert.equal(dependencies.length, 0);
    defined = factory();
  };
  define.amd = {};
  const context = vm.createContext({ define });
  vm.runInContext(scriptWith(), context);
  assert.equal(typeof defined.startSession, 'function');
  assert.equal(context.FlowWidget, undefined);
});

test('can be evaluated as an ES module, where `this` is undefined', async () => {
  assert.doesNotMatch(text, /import\.meta|currentScript/);
  await import(`data:text/javascript;base64,${Buffer.from(scriptWith()).toString('base64')}`);
  assert.equal(typeof globalThis.FlowWidget.startSession, 'function');
  delete globalThis.FlowWidget;
});

test('simulates the faults global-missing and script-throws when evaluated', () => {
  const absent = vm.createContext({});
  vm.runInContext(scriptWith('global-missing'), absent);
  assert.equal('FlowWidget' in absent, false);
  const thrown = vm.createContext({});
  assert.throws(() => vm.runInContext(scriptWith('script-throws'), thrown), /simulated fault script-throws/);
  assert.equal('FlowWidget' in thrown, false);
});

test('simulates no fault for unreplaced placeholders and unknown names', () => {
  for (const script of [text, scriptWith('no-such-fault')]) {
    const context = vm.createContext({});
    vm.runInContext(script, context);
    assert.equal(typeof context.FlowWidget.startSession, 'function');
  }
});
