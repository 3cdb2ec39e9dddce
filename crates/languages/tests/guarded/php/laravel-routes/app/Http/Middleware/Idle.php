<?php
namespace App\Http\Middleware;
use Closure;
class Idle {
    public function handle($request, Closure $next) {
        return $next($request);
    }
}
