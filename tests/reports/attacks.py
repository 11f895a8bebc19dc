"""Ten ways in which a name has tried to become a program."""

from __future__ import annotations

ATTACKS = (
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    "<svg onload=window.__xss=1>",
    '"><script>window.__xss=1</script>',
    "'><img src=x onerror='window.__xss=1'>",
    '<a href="javascript:window.__xss=1">open</a>',
    "[open](javascript:window.__xss=1) ![](http://evil.example/beacon.png)",
    "</li></ul><iframe srcdoc='<script>parent.__xss=1</script>'></iframe>",
    "<style>@import 'http://evil.example/beacon.css'</style>",
    "\x00<scr\x00ipt>window.__xss=1</script>{{constructor.constructor('window.__xss=1')()}}",
)
