<?php
namespace App\Http\Controllers;
use App\Models\Note;
use Illuminate\Routing\Controllers\HasMiddleware;
use Illuminate\Routing\Controllers\Middleware;
class C extends Controller implements HasMiddleware {
    public static function middleware(): array { return [new Middleware('auth', except: ['two'])]; }
    public function one() { return response()->json(Note::all()); }
    public function two() { return response()->json(Note::all()); }
}
