class NotesController < ApplicationController
  before_action :authenticate_user!
  def one; render json: Note.all; end
end
