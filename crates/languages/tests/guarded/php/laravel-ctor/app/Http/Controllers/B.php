<?php
namespace App\Http\Controllers;
use App\Models\Note;
use App\Http\Middleware\AskKey;
class B extends Controller {
    public function __construct() { $this->middleware(AskKey::class, ['only' => ['one']]); }
    public function one() { return response()->json(Note::all()); }
    public function two() { return response()->json(Note::all()); }
}
